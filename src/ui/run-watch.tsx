import type { WatchedApp } from '../core/model/watched-app.ts';
import type { Talk, WatchDesk } from '../core/status/desk.ts';
import type { EmergencyScreen } from './emergency/emergency-screen.ts';
import { errorLines } from './kit/error-lines.ts';
import type { Leavable, Leaving } from './kit/leave.ts';
import { textOfLine } from './kit/line.ts';
import { onTerminal, type Shell } from './kit/on-terminal.tsx';
import { createStore } from './kit/store.ts';
import type { TerminalIo, TerminalOutput } from './kit/streams.ts';
import { themeFor } from './kit/theme.ts';
import { type Stopwatch, systemTimer, type Timer } from './kit/timer.ts';
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
   * Looks, by reading alone, at what an emergency of the app would do. Whatever has to be asked for it (a passphrase) is
   * asked here: its own screen asks for the name alone.
   */
  readonly openEmergency?: (app: WatchedApp, talk: Talk) => Promise<EmergencyScreen>;
  readonly isPractice: boolean;
  /** By default the machine's monotonic clock. */
  readonly stopwatch?: Stopwatch;
}

/** `interrupted`: the person left while something was being done; what it came to has been printed. */
export type WatchOutcome = 'closed' | 'interrupted';

/** How often it is looked whether another process has changed what is remembered. In ms. */
const lookEvery = 2000;

/**
 * The watch on a terminal. Leaves the terminal as it was and never exits the process.
 * @throws what broke the screen itself
 */
export async function runWatch(request: WatchRequest): Promise<WatchOutcome> {
  const { desk, stdout, isPractice, env, stopwatch = () => performance.now(), timer = systemTimer } = request;
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
      return farewell(store, stdout);
    } finally {
      stopLooking();
    }
  };
  return onTerminal(request, { leavable: leavableWatch(store), show });
}

function leavableWatch(store: WatchStore): Leavable<WatchView> {
  const isChanging = ({ run }: WatchView) => run?.isAgreed === true && run.ending === null;
  // A step may be a deploy that gives back a borrowed setting.
  return { store, isChanging, patienceMs: (view) => (isChanging(view) ? 60_000 : 1000) };
}

/** The person left, and what was under way had the time to stop. */
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

/** What stays on the normal screen: only how something ended that was being done. */
function farewell(store: WatchStore, stdout: TerminalOutput): WatchOutcome {
  const { run, leave } = store.view();
  if (leave !== 'leaving' || !run?.isAgreed) return 'closed';
  if (run.ending?.kind === 'done') return 'closed';
  const width = Math.min(stdout.columns ?? 80, 100);
  const rows =
    run.ending?.kind === 'failed'
      ? errorLines(run.ending.error, width).map(textOfLine)
      : ['Left while it was being done.', '  What was begun is journalled; `keyturn resume` goes on from there.'];
  stdout.write(`\n${run.title}\n${rows.map((row) => row.trimEnd()).join('\n')}\n`);
  return 'interrupted';
}
