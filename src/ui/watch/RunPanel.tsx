import { Frame } from '../components/Frame.tsx';
import { useInstant } from '../hooks/use-instant.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScroll } from '../hooks/use-scroll.ts';
import { useWatch } from '../hooks/use-watch.ts';
import { runLines } from '../lines/run-lines.ts';
import type { RunView } from '../state/watch-view.ts';

/** What is being done now, and how it ended. */
export function RunPanel({ run }: { readonly run: RunView }) {
  const { layout, takesKeys } = useScreen();
  const { store, session } = useWatch();
  const { width, height } = layout.panel;
  const instant = useInstant(run.doing !== null || run.waiting !== null);
  const lines = runLines(run, instant, width);
  // What happens now is at the bottom; how it ended is read from the top.
  const isOver = run.ending !== null;
  const scroll = useScroll(lines, height);
  const shown = isOver ? scroll.lines : lines.slice(Math.max(0, lines.length - height));
  useKeys({
    isActive: takesKeys,
    onPress: (press) => {
      if (store.view().run?.ending) {
        if (scroll.takes(press)) return;
        if (press.kind === 'key' && (press.name === 'enter' || press.name === 'escape'))
          store.dispatch({ kind: 'dismiss' });
        if (press.kind === 'char' && press.char === 'q') store.dispatch({ kind: 'dismiss' });
      } else if (press.kind === 'key' && press.name === 'escape') session.stop();
    },
  });
  return <Frame lines={shown} hints={hintsOf(run, scroll.lastTop > 0)} />;
}

function hintsOf({ ending, isAgreed }: RunView, canScroll: boolean) {
  if (ending) {
    return [
      { keys: 'enter', does: 'back to the app' },
      ...(canScroll ? [{ keys: 'space', does: 'read on', weight: 1 }] : []),
    ];
  }
  return isAgreed ? [{ keys: 'ctrl+c', does: 'leave after the step under way' }] : [{ keys: 'esc', does: 'stop' }];
}
