import { foldLine } from '../core/plain/fold.ts';
import { errorLines } from './kit/error-lines.ts';
import { textOfLine } from './kit/line.ts';
import { onTerminal, type Shell } from './kit/on-terminal.tsx';
import { createStore } from './kit/store.ts';
import type { TerminalIo } from './kit/streams.ts';
import { themeFor } from './kit/theme.ts';
import { systemTimer } from './kit/timer.ts';
import { worded } from './kit/wording.ts';
import { asShown } from './paint.ts';
import { showPair } from './reveal-screen.ts';
import { runEmergencyScreen } from './run-emergency.tsx';
import { createAsides } from './watch/aside.ts';
import { leftAfter, lookAgain } from './watch/leave-watch.ts';
import type { WatchStore } from './watch/reader.ts';
import { reduceWatch } from './watch/reduce-watch.ts';
import { createWatchSession } from './watch/session.ts';
import { Watch } from './watch/Watch.tsx';
import type { WatchOutcome, WatchRequest } from './watch/watch-request.ts';
import { emptyWatch } from './watch/watch-view.ts';

export type { WatchOutcome, WatchRequest } from './watch/watch-request.ts';

/**
 * Runs the watch on a terminal. Restores the terminal and never exits the process.
 * @throws what broke the screen itself
 */
export async function runWatch(request: WatchRequest): Promise<WatchOutcome> {
  const { desk, isPractice, env, stopping, stopwatch = () => performance.now(), timer = systemTimer } = request;
  const store: WatchStore = createStore(reduceWatch, emptyWatch());
  const show = async ({ leaving, draw }: Shell): Promise<WatchOutcome> => {
    const asides = createAsides({ ...request, timer, showPair, runEmergencyScreen });
    const session = createWatchSession({ desk, store, stopwatch, leaving: leaving.signal, ...asides });
    const left = leftAfter(leaving, session.settled);
    const on = { leave: leaving.quit, interrupt: stopping.ask };
    const props = { store, session, ...on, isPractice, theme: themeFor(env), stopwatch, timer };
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
        // The watch must not show for a moment what was true before.
        await Promise.race([session.settled(), leaving.gone]);
        if (leaving.signal.aborted) return 'interrupted';
      }
      return farewell(store, request);
    } finally {
      stopLooking();
    }
  };
  return onTerminal(request, { store, show });
}

/** Prints the result of an unfinished action on the normal screen. */
function farewell(store: WatchStore, { stdout, env }: Pick<TerminalIo, 'stdout' | 'env'>): WatchOutcome {
  const { run, isLeaving } = store.view();
  if (!isLeaving || !run?.isAgreed) return 'closed';
  if (run.ending?.kind === 'done') return 'closed';
  const width = Math.min(stdout.columns || 80, 100);
  const rows =
    run.ending?.kind === 'failed'
      ? errorLines(run.ending.error, Number.POSITIVE_INFINITY).flatMap((line) => foldLine(textOfLine(line), width))
      : [
          'Quit before it was finished.',
          worded('  Continue with `keyturn resume`. Every step so far is in the audit trail.'),
        ];
  stdout.write(asShown(stdout, env, `\n${run.title}\n${rows.map((row) => row.trimEnd()).join('\n')}\n`));
  return 'interrupted';
}
