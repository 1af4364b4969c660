import type { AppStatus } from '../../core/model/app-status.ts';
import { unconfirmed } from '../../core/model/rotation.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { plainText } from '../../core/plain/text.ts';
import { reason } from '../../core/reasons/errors.ts';
import type { ShownPair, Slot, Talk, WatchDesk } from '../../core/status/desk.ts';
import { type DeskAction, offersOf } from '../../core/status/offers.ts';
import type { EmergencyEnding } from '../emergency/emergency-screen.ts';
import type { Stopwatch } from '../kit/timer.ts';
import { createReader, currentRow, type WatchReader, type WatchStore } from './reader.ts';
import { createRunner, type WatchRunner } from './runner.ts';
import { createTalks, type WatchAnswering } from './talk.ts';
import { keyOf } from './watch-list.ts';
import { picksHandOver, picksSlot, picksSnooze } from './watch-picks.ts';

interface Init {
  readonly desk: WatchDesk;
  readonly store: WatchStore;
  readonly stopwatch: Stopwatch;
  /** Aborted when the person leaves. */
  readonly leaving: AbortSignal;
  readonly onReveal: (pair: ShownPair) => void;
  /** From the look at the org to the end of its own screen; null where it can’t be done from here. */
  readonly emergency: ((app: WatchedApp, talk: Talk) => Promise<EmergencyEnding>) | null;
}

/** What the keys of the watch do. No React in it. */
export interface WatchSession
  extends WatchAnswering,
    Pick<WatchReader, 'refresh'>,
    Pick<WatchRunner, 'stop' | 'settled'> {
  /** Opens the details of the app under the cursor. */
  open(): void;
  act(action: DeskAction): void;
  /** Goes on with what was picked. */
  picked(): void;
}

export function createWatchSession({ desk, store, stopwatch, leaving, onReveal, emergency }: Init): WatchSession {
  const talks = createTalks(store, stopwatch);
  const reader = createReader(desk, store);
  const runner = createRunner({ store, reader, stopwatch, leaving, openTalk: talks.open });
  const openRow = (row: AppStatus) => {
    if (store.view().details === keyOf(row)) return;
    store.dispatch({ kind: 'open', app: keyOf(row) });
    void reader.history();
  };
  return {
    ...talks,
    refresh: reader.refresh,
    stop: runner.stop,
    settled: runner.settled,
    open: () => {
      const row = currentRow(store.view());
      if (row) openRow(row);
    },
    act: (action) => {
      const row = currentRow(store.view());
      if (!row) return;
      const why = offersOf(row, desk.now())[action];
      openRow(row);
      if (why !== null) return store.dispatch({ kind: 'say', message: why });
      start({ desk, store, runner, emergency }, row, action);
    },
    picked: () => {
      const row = currentRow(store.view());
      if (row) goOn({ desk, store, runner, emergency, onReveal }, row);
    },
  };
}

type Tools = Pick<Init, 'desk' | 'store' | 'emergency'> & { readonly runner: WatchRunner };

const titles = {
  stage: 'Stage a new pair for',
  rotate: 'Rotate the pair of',
  back: 'Go back to the previous pair of',
  retire: 'End the previous pair of',
  discard: 'Discard the staged pair of',
} as const;

/** Some actions ask first what they are about. */
function start({ desk, store, runner, emergency }: Tools, row: AppStatus, action: DeskAction) {
  const { watched, rotation } = row;
  const name = plainText(watched.label || watched.app);
  switch (action) {
    case 'handed-over':
      return store.dispatch({ kind: 'pick', picking: picksHandOver(rotation ? unconfirmed(rotation) : []) });
    case 'reveal':
      return store.dispatch({ kind: 'pick', picking: picksSlot(row) });
    case 'snooze':
      return store.dispatch({ kind: 'pick', picking: picksSnooze() });
    case 'acknowledge':
      return runner.begin(`Somebody is on ${name}`, { isAgreed: false }, () => desk.acknowledge(watched));
    case 'check':
      return runner.begin(`Looking at ${name} in the org`, { isAgreed: false }, (talk) => desk.check(watched, talk));
    case 'emergency': {
      if (!emergency) {
        return store.dispatch({ kind: 'say', message: `In a terminal of its own: keyturn emergency ${watched.app}` });
      }
      const run = async (talk: Talk) => {
        if ((await emergency(watched, talk)) === 'declined') throw reason('NotAgreed', { what: 'The emergency' });
        return null;
      };
      return runner.begin(`Looking at what an emergency of ${name} would do`, { isAgreed: false }, run);
    }
    case 'resume':
      return runner.begin(`Going on with ${name}`, { isAgreed: true }, (talk) => desk.resume(watched, talk));
    default:
      return runner.begin(`${titles[action]} ${name}`, { isAgreed: false }, (talk) =>
        desk.operate(watched, action, talk),
      );
  }
}

function goOn({ desk, store, runner, onReveal }: Tools & Pick<Init, 'onReveal'>, { watched }: AppStatus) {
  const { picking } = store.view();
  const choice = picking?.choices[picking.cursor];
  if (!picking || !choice) return;
  if (picking.action === 'handed-over') {
    const run = () => desk.confirmHandOver(watched, choice.value);
    return runner.begin(`${choice.label} has the new pair`, { isAgreed: true }, run);
  }
  if (picking.action === 'snooze') {
    return runner.begin(`Quiet for ${choice.label}`, { isAgreed: false }, () =>
      desk.snooze(watched, Number(choice.value)),
    );
  }
  runner.begin('Reading the pair from the store', { isAgreed: false }, async (talk) => {
    onReveal(await desk.reveal(watched, choice.value as Slot, talk));
    return null;
  });
}
