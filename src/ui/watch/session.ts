import type { AppStatus } from '../../core/model/app-status.ts';
import { deliveredWord } from '../../core/model/rotation.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { plainText } from '../../core/plain/text.ts';
import { reason } from '../../core/reasons/errors.ts';
import type { ShownPair, Slot, Talk, WatchDesk } from '../../core/status/desk.ts';
import { type DeskAction, offersOf } from '../../core/status/offers.ts';
import { planHeadings } from '../../core/words/operation-plan.ts';
import type { EmergencyEnding } from '../emergency/emergency-screen.ts';
import type { Stopwatch } from '../kit/timer.ts';
import { createMenuSession, type MenuSession } from './menu-work.ts';
import { createReader, currentRow, type WatchReader, type WatchStore } from './reader.ts';
import { createRunner, type WatchRunner } from './runner.ts';
import { createTalks, type WatchAnswering } from './talk.ts';
import { keyOf } from './watch-list.ts';
import { picksConsumers } from './watch-menus.ts';
import { picksHandOver, picksSlot, picksSnooze } from './watch-picks.ts';
import type { Picking } from './watch-view.ts';

interface Init {
  readonly desk: WatchDesk;
  readonly store: WatchStore;
  readonly stopwatch: Stopwatch;
  /** Aborted when the person quits. */
  readonly leaving: AbortSignal;
  readonly onReveal: (pair: ShownPair) => void;
  /** Plans an emergency and runs its screen; null if the watch can't open one. */
  readonly emergency: ((app: WatchedApp, talk: Talk) => Promise<EmergencyEnding>) | null;
  /** Runs the guided setup in place of the watch. */
  readonly setup: () => void;
}

/** What the keys of the watch do, without React. */
export interface WatchSession
  extends WatchAnswering,
    Pick<WatchReader, 'refresh' | 'history'>,
    Pick<WatchRunner, 'stop' | 'settled'>,
    Omit<MenuSession, 'follow' | 'openPolicy'> {
  /** Opens the details of the app under the cursor. */
  open(): void;
  act(action: DeskAction): void;
  /** Continues with the selected choice. @param isConfirmed with the key that confirms, so nothing is asked again */
  picked(isConfirmed: boolean): void;
}

export function createWatchSession({ desk, store, stopwatch, leaving, onReveal, ...asides }: Init): WatchSession {
  const talks = createTalks(store, stopwatch);
  const reader = createReader(desk, store);
  const runner = createRunner({ store, reader, stopwatch, leaving, openTalk: talks.open });
  const menus = createMenuSession({ desk, store, runner, setup: asides.setup });
  const openRow = (row: AppStatus) => {
    if (store.view().details === keyOf(row)) return;
    store.dispatch({ kind: 'open', app: keyOf(row) });
    void reader.history();
  };
  return {
    ...talks,
    ...menus,
    refresh: reader.refresh,
    history: reader.history,
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
      start({ desk, store, runner, menus, emergency: asides.emergency }, row, action);
    },
    picked: (isConfirmed) => {
      const { picking } = store.view();
      const choice = picking?.choices[picking.cursor];
      const row = currentRow(store.view());
      if (!picking || !choice) return;
      if (choice.value === '') return store.dispatch({ kind: 'pick', picking: picking.back ?? null });
      if (picking.next) return menus.follow(picking.next(choice.value));
      if (!row || !picking.action) return;
      if (picking.confirms && !isConfirmed) {
        return store.dispatch({ kind: 'pick', picking: picking.confirms(choice.value) });
      }
      proceed({ desk, runner, onReveal }, row, { action: picking.action, ...choice });
    },
  };
}

interface Tools extends Pick<Init, 'desk' | 'store' | 'emergency'> {
  readonly runner: WatchRunner;
  readonly menus: MenuSession;
}

/** Starts an action, or first opens a choice. */
function start({ desk, store, runner, menus, emergency }: Tools, row: AppStatus, action: DeskAction) {
  const { watched, rotation } = row;
  const name = plainText(watched.label || watched.app);
  switch (action) {
    case 'handed-over':
      return store.dispatch({ kind: 'pick', picking: picksHandOver(rotation) });
    case 'reveal':
      return store.dispatch({ kind: 'pick', picking: picksSlot(row) });
    case 'consumers':
      return menus.follow(picksConsumers(row, desk.now()));
    case 'policy':
      return menus.openPolicy(row);
    case 'snooze':
      return store.dispatch({ kind: 'pick', picking: picksSnooze() });
    case 'acknowledge':
      return runner.begin(`Acknowledging the reminders for ${name}`, { isAgreed: false }, () =>
        desk.acknowledge(watched),
      );
    case 'check':
      return runner.begin(`Checking ${name} in the org`, { isAgreed: false }, (talk) => desk.check(watched, talk));
    case 'emergency': {
      if (!emergency) {
        return store.dispatch({
          kind: 'say',
          message: `Run in a separate terminal: \`keyturn emergency ${watched.app}\``,
        });
      }
      const run = async (talk: Talk) => {
        if ((await emergency(watched, talk)) === 'declined') throw reason('NotAgreed', { what: 'The emergency' });
        return null;
      };
      return runner.begin(`Planning an emergency for ${name}`, { isAgreed: false }, run);
    }
    case 'resume':
      return runner.begin(`Continuing ${name}`, { isAgreed: true }, (talk) => desk.resume(watched, talk));
    default:
      return runner.begin(`${planHeadings[action]} ${name}`, { isAgreed: false }, (talk) =>
        desk.operate(watched, action, talk),
      );
  }
}

type Choice = { readonly action: NonNullable<Picking['action']> } & Picking['choices'][number];

function proceed(
  { desk, runner, onReveal }: Pick<Tools, 'desk' | 'runner'> & Pick<Init, 'onReveal'>,
  { watched, rotation }: AppStatus,
  choice: Choice,
) {
  if (choice.action === 'handed-over') {
    const run = () => desk.confirmHandOver(watched, choice.value);
    const which = rotation ? deliveredWord(rotation) : 'new';
    return runner.begin(`${plainText(choice.value, 60)} has the ${which} credentials`, { isAgreed: true }, run);
  }
  if (choice.action === 'snooze') {
    return runner.begin(`Pausing reminders for ${choice.label}`, { isAgreed: false }, () =>
      desk.snooze(watched, Number(choice.value)),
    );
  }
  runner.begin('Reading the credentials from the store', { isAgreed: false }, async (talk) => {
    onReveal(await desk.reveal(watched, choice.value as Slot, talk));
    return null;
  });
}
