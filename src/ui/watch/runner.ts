import { isKeyturnError } from '../../core/reasons/errors.ts';
import type { Talk } from '../../core/status/desk.ts';
import { untouchedWords } from '../../core/words/untouched.ts';
import type { Stopwatch } from '../kit/timer.ts';
import type { WatchReader, WatchStore } from './reader.ts';
import type { RunEnding } from './watch-view.ts';

interface Init {
  readonly store: WatchStore;
  readonly reader: WatchReader;
  readonly stopwatch: Stopwatch;
  /** Aborted when the person quits. */
  readonly leaving: AbortSignal;
  readonly openTalk: (signal: AbortSignal) => Talk;
}

/** Resolves with lines for a person; null when there is nothing to say. */
type ActionRun = (talk: Talk) => Promise<readonly string[] | null>;

interface Agreed {
  /** No consent is asked for: the action may change the org at once. */
  readonly isAgreed: boolean;
}

export interface WatchRunner {
  begin(title: string, agreed: Agreed, work: ActionRun): void;
  /** Stops an action that has not changed anything yet. */
  stop(): void;
  /** Resolves when no action is running. */
  settled(): Promise<void>;
}

/** Runs one action at a time. */
export function createRunner({ store, reader, stopwatch, leaving, openTalk }: Init): WatchRunner {
  let stopper = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const end = (ending: RunEnding) => store.dispatch({ kind: 'ended', ending });
  const dismiss = (message: string | null) => {
    store.dispatch({ kind: 'dismiss' });
    if (message !== null) store.dispatch({ kind: 'say', message });
  };
  const failed = (error: unknown, isStopped: boolean) => {
    if (isKeyturnError(error) && error.code === 'NotAgreed') return dismiss(`Canceled. ${untouchedWords.nothingWas}`);
    if (isStopped) return dismiss(`Stopped. ${untouchedWords.nothingWas}`);
    end({ kind: 'failed', error });
  };
  return {
    begin: (title, { isAgreed }, work) => {
      stopper = new AbortController();
      const { signal } = stopper;
      store.dispatch({ kind: 'begin', title, at: stopwatch(), isAgreed });
      running = work(openTalk(AbortSignal.any([leaving, signal])))
        .then(
          (lines) => (lines === null ? dismiss(null) : end({ kind: 'done', lines })),
          (error: unknown) => failed(error, signal.aborted && !leaving.aborted),
        )
        .then(reader.refresh)
        .then(reader.history);
    },
    stop: () => {
      const { run } = store.view();
      if (!run || run.isAgreed || run.ending) return;
      store.dispatch({ kind: 'news', news: { kind: 'doing', act: 'stop' }, at: stopwatch() });
      stopper.abort();
    },
    settled: () => running,
  };
}
