import { finishMs } from '../core/plain/over-after.ts';
import { isKeyturnError, type KeyturnError, reason } from '../core/reasons/errors.ts';
import { seeHistory, untouched } from '../core/reasons/reason.ts';
import { stoppingWords } from '../core/words/waiting.ts';
import type { Stopping } from '../ui/kit/streams.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** When a command that is still stopping says so. In ms. */
const sayMs = 700;
/** When it is ended, unless the org is being changed: one that stops by itself, and any other. In ms. */
const endMs = { taken: 4_000, other: 200 };
const closeMs = 500;
/** How long the work behind a screen may take to stop, unless the org is being changed. Then the screen says how it ended. In ms. */
const screenMs = 3_500;
const lookMs = 100;
/** What the message says is looked up for at most this long, and then the command is closed for `closeMs`. */
const knowMs = 100;
/** The message needs both, and a moment. */
const messageMs = knowMs + closeMs + 200;

/** Ctrl-C, a closed terminal, and a service that stops. A second one ends the process at once. */
export interface Interruption {
  /** Requests and waits that nothing depends on end with it. */
  readonly signal: AbortSignal;
  /**
   * The same, for a command that stops by itself and says what is true then. All others end within a moment.
   * @param say says that the command is stopping; missing on a screen, which shows it
   */
  take(say?: (text: string) => void): AbortSignal;
  /** SIGHUP asks this command for something else. @param isGone whether it came because the terminal was closed */
  spareHangUp(isGone: () => boolean): void;
  /** The same, for a screen. It shows that the command is stopping, and a second request closes it properly. */
  screen(): Stopping;
  /** The org is being changed: the process isn't ended before what this returns was called, or the time for it is over. */
  hold(): () => void;
  /** Rejects when the process is asked to stop and the command doesn't stop by itself. */
  readonly ended: Promise<never>;
  /** @throws Interrupted if the process was asked to stop and the command doesn't stop by itself: its result has gaps */
  requireResult(): void;
  /** Closes a command by `work`; after an interruption it waits only for a moment. */
  patient(work: Promise<unknown>): Promise<unknown>;
  /** What `work` makes of an error; after an interruption the error itself, if that would take long. */
  known(error: unknown, work: (error: unknown) => Promise<unknown>): Promise<unknown>;
  /** The error that a run ends with if it was interrupted. Other errors are returned unchanged. */
  errorFor(error: unknown): unknown;
  release(): void;
}

/**
 * @param command what was typed, without `keyturn`
 * @param onStop called when the process is asked to stop
 */
export function listenForInterruption(
  command: string,
  processLike: NodeJS.Process = process,
  onStop: () => void = () => undefined,
): Interruption {
  const controller = new AbortController();
  const { signal } = controller;
  const timers: NodeJS.Timeout[] = [];
  let isTaken = false;
  let isHangUpSpared = () => false;
  let isScreen = false;
  const again = new AbortController();
  const saysNothing = () => undefined;
  let say: (text: string) => void = saysNothing;
  let holds = 0;
  let wasHeld = false;
  let reject: (error: KeyturnError) => void = () => undefined;
  const ended = new Promise<never>((_resolve, fail) => {
    reject = fail;
  });
  ended.catch(() => undefined);
  const interrupted = (safe: { readonly safe?: string }, cause?: unknown) =>
    reason('Interrupted', { doing: `keyturn ${command}`.trim().concat(' was running'), command }, { ...safe, cause });
  const later = (ms: number, run: () => void) => void timers.push(setTimeout(run, ms));
  /** Waits for `work`, after an interruption only for `ms`. */
  const atMost = (ms: number, work: Promise<unknown>, late?: unknown) => {
    const over = new Promise((resolve) => {
      const end = () => later(ms, () => resolve(late));
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    });
    return Promise.race([work, over]);
  };
  const interruptedNow = () => interrupted({ safe: isTaken || wasHeld ? seeHistory : untouched });
  const end = () => {
    reject(interruptedNow());
    // After the message, nothing of the command may go on.
    setTimeout(() => processLike.exit(130), messageMs).unref();
  };
  /** Runs `over` after this time, or once the org isn't being changed any more. */
  const unlessHeld = (ms: number, over: () => void, waited = ms) => {
    later(waited === ms ? ms : lookMs, () => {
      if (holds > 0 && waited < finishMs) unlessHeld(ms, over, waited + lookMs);
      else over();
    });
  };
  const listen = (run: (name?: NodeJS.Signals) => void) => {
    for (const name of signals) processLike.on(name, run);
  };
  const unlisten = (run: (name?: NodeJS.Signals) => void) => {
    for (const name of signals) processLike.off(name, run);
  };
  const stop = (signalName?: NodeJS.Signals) => {
    if (signalName === 'SIGHUP' && isHangUpSpared()) return;
    unlisten(stop);
    // Otherwise the next signal ends the process.
    if (isScreen) listen(stopAtOnce);
    controller.abort();
    onStop();
    later(sayMs, () => say(holds > 0 ? stoppingWords.finishing : stoppingWords.stopping));
    unlessHeld(isTaken ? endMs.taken : endMs.other, end);
  };
  const stopAtOnce = () => {
    unlisten(stopAtOnce);
    again.abort();
    later(closeMs, end);
  };
  const stopping: Stopping = {
    signal,
    again: again.signal,
    ask: () => (signal.aborted ? stopAtOnce() : stop()),
    timeIsUp: () => new Promise((resolve) => unlessHeld(screenMs, resolve)),
  };
  listen(stop);
  return {
    signal,
    take: (says) => {
      isTaken = true;
      if (says) say = says;
      return signal;
    },
    screen: () => {
      [isTaken, isScreen, say] = [true, true, saysNothing];
      return stopping;
    },
    spareHangUp: (isGone) => {
      isHangUpSpared = () => !isGone();
    },
    hold: () => {
      holds += 1;
      wasHeld = true;
      return () => {
        holds -= 1;
      };
    },
    ended,
    requireResult: () => {
      if (signal.aborted && !isTaken) throw interruptedNow();
    },
    patient: (work) => atMost(closeMs, work),
    known: (error, work) => atMost(knowMs, work(error), error),
    errorFor: (error) => {
      if (!signal.aborted) return error;
      if (isAbort(error)) return interrupted({}, error);
      // A request that was interrupted doesn't know its command. One that stops by itself has said what is true.
      return !isTaken && isKeyturnError(error) && error.code === 'Interrupted' ? interruptedNow() : error;
    },
    release: () => {
      unlisten(stop);
      unlisten(stopAtOnce);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
