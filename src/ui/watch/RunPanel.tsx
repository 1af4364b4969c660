import { Frame } from '../kit/Frame.tsx';
import { useInstant } from '../kit/use-instant.ts';
import { useKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import { runLines } from './run-lines.ts';
import { useWatch } from './use-watch.ts';
import type { RunView } from './watch-view.ts';

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
