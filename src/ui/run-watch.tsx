import type { WatchedApp } from '../core/model/watched-app.ts';
import type { Talk, WatchDesk } from '../core/status/desk.ts';
import type { EmergencyScreen } from './emergency/emergency-screen.ts';
import { errorLines } from './kit/error-lines.ts';
import type { Leavable, Leaving } from './kit/leave.ts';
import { textOfLine } from './kit/line.ts';
import { onTerminal, type Shell } from './kit/on-terminal.tsx';
import { createStore } from './kit/store.ts';
import type { TerminalIo } from './kit/streams.ts';
import { themeFor } from './kit/theme.ts';
import { type Stopwatch, systemTimer, type Timer } from './kit/timer.ts';
import { worded } from './kit/wording.ts';
import { asShown } from './paint.ts';
import { showPair } from './reveal-screen.ts';
import { runEmergencyScreen } from './run-emergency.tsx';
import { createAsides } from './watch/aside.ts';
import type { WatchStore } from './watch/reader.ts';
import { reduceWatch } from './watch/reduce-watch.ts';
import { createWatchSession } from './watch/session.ts';
import { Watch } from './watch/Watch.tsx';
import { emptyWatch, type WatchView } from './watch/watch-view.ts';

export interface WatchRequest extends TerminalIo {
  readonly desk: WatchDesk;
  /**
   * Plans an emergency of the app without changing anything. Asks for everything it needs, such as a passphrase. The
   * emergency screen then asks only for the name.
   */
  readonly openEmergency?: (app: WatchedApp, talk: Talk) => Promise<EmergencyScreen>;
  readonly isPractice: boolean;
  /** Runs the guided setup, from its first question to its end. The watch comes back after it. */
  readonly runSetup: () => Promise<unknown>;
  /** Defaults to the monotonic clock. */
  readonly stopwatch?: Stopwatch;
}

/** `interrupted`: the person quit while an action was running. The result is on the terminal. */
export type WatchOutcome = 'closed' | 'interrupted';

/** How often to check whether another process has changed the state, in ms. */
const lookEvery = 2000;

/**
 * Runs the watch on a terminal. Restores the terminal and never exits the process.
 * @throws what broke the screen itself
 */
export async function runWatch(request: WatchRequest): Promise<WatchOutcome> {
  const { desk, isPractice, env, stopwatch = () => performance.now(), timer = systemTimer } = request;
  const store: WatchStore = createStore(reduceWatch, emptyWatch());
  const show = async ({ leaving, draw }: Shell) => {
    const asides = createAsides({ ...request, timer, showPair, runEmergencyScreen });
    const session = createWatchSession({ desk, store, stopwatch, leaving: leaving.signal, ...asides });
    const left = leftAfter(leaving, session.settled);
    const props = { store, session, leave: leaving.request, isPractice, theme: themeFor(env), stopwatch, timer };
    const stopLooking = lookAgain(timer, session.refresh);
    try {
      let next = asides.next();
      while (!leaving.signal.aborted) {
        const aside = await draw(<Watch {...props} now={desk.now} />, () => {
          void session.refresh();
          return [left, next];
        });
        if (aside === null) break;
        next = asides.next();
        await aside();
      }
      return farewell(store, request);
    } finally {
      stopLooking();
    }
  };
  return onTerminal(request, { leavable: leavableWatch(store), show });
}

function leavableWatch(store: WatchStore): Leavable<WatchView> {
  const isChanging = ({ run }: WatchView) => run?.isAgreed === true && run.ending === null;
  // The step may be a deploy that turns a temporary setting off again.
  return { store, isChanging, patienceMs: (view) => (isChanging(view) ? 60_000 : 1000) };
}

/** Resolves when the person has quit and the running action has stopped, or ran out of time. */
async function leftAfter({ left, gone }: Leaving, settled: () => Promise<void>): Promise<null> {
  await left;
  await Promise.race([settled(), gone]);
  return null;
}

function lookAgain(timer: Timer, look: () => Promise<void>): () => void {
  let cancel = () => {};
  let isOver = false;
  const next = () => {
    cancel = timer(lookEvery, () => {
      void look().then(() => {
        if (!isOver) next();
      });
    });
  };
  next();
  return () => {
    isOver = true;
    cancel();
  };
}

/** Prints the result of an unfinished action on the normal screen. */
function farewell(store: WatchStore, { stdout, env }: Pick<TerminalIo, 'stdout' | 'env'>): WatchOutcome {
  const { run, leave } = store.view();
  if (leave !== 'leaving' || !run?.isAgreed) return 'closed';
  if (run.ending?.kind === 'done') return 'closed';
  const width = Math.min(stdout.columns ?? 80, 100);
  const rows =
    run.ending?.kind === 'failed'
      ? errorLines(run.ending.error, width).map(textOfLine)
      : [
          'Quit before it was finished.',
          worded('  Continue with `keyturn resume`. Every step so far is in the audit trail.'),
        ];
  stdout.write(asShown(stdout, env, `\n${run.title}\n${rows.map((row) => row.trimEnd()).join('\n')}\n`));
  return 'interrupted';
}
