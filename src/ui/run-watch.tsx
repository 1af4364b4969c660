import { render } from 'ink';
import type { WatchedApp } from '../core/model/watched-app.ts';
import type { Talk, WatchDesk } from '../core/status/desk.ts';
import type { EmergencyScreen } from './emergency/emergency-screen.ts';
import { errorLines } from './kit/error-lines.ts';
import { createLeaving, type Leavable } from './kit/leave.ts';
import { textOf } from './kit/line.ts';
import { leaveOnSignals, type SignalSource } from './kit/signals.ts';
import { createStore } from './kit/store.ts';
import type { TerminalInput, TerminalOutput } from './kit/streams.ts';
import { themeFor } from './kit/theme.ts';
import type { Stopwatch } from './kit/timer.ts';
import { systemTimer, type Timer } from './kit/timer.ts';
import { showPair } from './reveal-screen.ts';
import { runEmergencyScreen } from './run-emergency.tsx';
import { type Aside, createAsides } from './watch/aside.ts';
import type { WatchStore } from './watch/reader.ts';
import { reduceWatch } from './watch/reduce-watch.ts';
import { createWatchSession } from './watch/session.ts';
import { Watch } from './watch/Watch.tsx';
import { emptyWatch } from './watch/watch-view.ts';

export interface WatchRequest {
  readonly desk: WatchDesk;
  /**
   * Looks, by reading alone, at what an emergency of the app would do. Whatever has to be asked for it (a passphrase) is
   * asked here: its own screen asks for the name alone.
   */
  readonly openEmergency?: (app: WatchedApp, talk: Talk) => Promise<EmergencyScreen>;
  readonly isPractice: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly signals: SignalSource;
  /** By default the machine's monotonic clock. */
  readonly stopwatch?: Stopwatch;
  readonly timer?: Timer;
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
  const { desk, stdout, signals, stopwatch = () => performance.now(), timer = systemTimer } = request;
  const store: WatchStore = createStore(reduceWatch, emptyWatch());
  const leaving = createLeaving(leavableWatch(store), timer);
  const asides = createAsides({ ...request, timer, showPair, runEmergencyScreen });
  const session = createWatchSession({ desk, store, stopwatch, leaving: leaving.signal, ...asides });
  const left = goneAfter(leaving.signal, () => Promise.race([session.settled(), leaving.gone]));
  const silence = () => {};
  const stopListening = leaveOnSignals(signals, leaving);
  // A terminal that was closed can't be written to any more; that is no reason to fail in the middle of leaving.
  stdout.on('error', silence);
  const stopLooking = lookAgain(timer, session.refresh);
  try {
    let next = asides.next();
    for (;;) {
      const aside = await untilLeftOr(request, { store, session, leave: leaving.request, left, next });
      if (aside === null) break;
      next = asides.next();
      await aside();
      if (leaving.signal.aborted) break;
    }
    return farewell(store, stdout);
  } finally {
    stopLooking();
    if (!leaving.signal.aborted) leaving.force();
    stopListening();
    stdout.off('error', silence);
  }
}

function leavableWatch(store: WatchStore): Leavable {
  const isChanging = () => {
    const { run } = store.view();
    return run?.isAgreed === true && run.ending === null;
  };
  return {
    leave: () => store.view().leave,
    setLeave: (leave) => store.dispatch({ kind: 'leave', leave }),
    isChanging,
    // A step may be a deploy that gives back a borrowed setting.
    patienceMs: () => (isChanging() ? 60_000 : 1000),
  };
}

async function goneAfter(signal: AbortSignal, then: () => Promise<void>): Promise<null> {
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  await then();
  return null;
}

interface Shown {
  readonly store: WatchStore;
  readonly session: ReturnType<typeof createWatchSession>;
  readonly leave: () => void;
  readonly left: Promise<null>;
  readonly next: Promise<Aside>;
}

/** Draws until the person leaves (null), or wants what has a screen of its own. */
async function untilLeftOr(request: WatchRequest, { left, next, ...shown }: Shown): Promise<Aside | null> {
  const { desk, stdin, stdout, env, isPractice, stopwatch = () => performance.now(), timer = systemTimer } = request;
  const theme = themeFor(env);
  const screen = render(<Watch {...{ ...shown, isPractice, theme, stopwatch, timer, now: desk.now }} />, {
    stdin,
    stdout,
    alternateScreen: true,
    interactive: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  const broken = screen.waitUntilExit().then(() => new Promise<never>(() => {}));
  try {
    await screen.waitUntilRenderFlush();
    void shown.session.refresh();
    return await Promise.race([left, next, broken]);
  } finally {
    screen.unmount();
    await screen.waitUntilExit().catch(() => undefined);
  }
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
      ? errorLines(run.ending.error, width).map(textOf)
      : ['Left while it was being done.', '  What was begun is journalled; `keyturn resume` goes on from there.'];
  stdout.write(`\n${run.title}\n${rows.map((row) => row.trimEnd()).join('\n')}\n`);
  return 'interrupted';
}
