import { Frame } from '../kit/Frame.tsx';
import { isKey } from '../kit/presses.ts';
import { useInstant } from '../kit/use-instant.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import { runLines } from './run-lines.ts';
import { useWatch } from './use-watch.ts';
import type { RunView, WatchView } from './watch-view.ts';

/** The progress of an action, and how it ended. */
export function RunPanel({ run }: { readonly run: RunView }) {
  const { width, height } = useScreen().layout.panel;
  const { view, store, session } = useWatch();
  const instant = useInstant(run.doing !== null || run.waiting !== null);
  const lines = runLines(run, instant, width);
  const scroll = useScroll(lines, height);
  // Progress shows the newest lines; the ending is read from the top.
  const shown = run.ending ? scroll.lines : lines.slice(Math.max(0, lines.length - height));
  usePanelKeys((press) => {
    const isOver = store.view().run?.ending;
    if (isOver && scroll.takes(press)) return;
    if (isOver && isKey(press, 'enter', 'escape', 'q')) store.dispatch({ kind: 'dismiss' });
    if (!isOver && isKey(press, 'escape')) session.stop();
  });
  return <Frame lines={shown} hints={hintsOf(run, scroll.lastTop > 0, backTo(view))} />;
}

function backTo({ form, details }: WatchView): string {
  return form ? 'back to the question' : details === null ? 'back to the list' : 'back to the app';
}

function hintsOf({ ending, isAgreed }: RunView, canScroll: boolean, back: string) {
  if (ending) {
    return [{ keys: 'enter', does: back }, ...(canScroll ? [{ keys: 'space', does: 'scroll', weight: 1 }] : [])];
  }
  return isAgreed ? [{ keys: 'ctrl+c', does: 'quit after this step' }] : [{ keys: 'esc', does: 'stop' }];
}
