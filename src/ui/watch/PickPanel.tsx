import { Frame } from '../kit/Frame.tsx';
import { blank, dim, type Line, wrap } from '../kit/line.ts';
import { useKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { windowAround } from '../kit/window.ts';
import { useWatch } from './use-watch.ts';
import type { Picking } from './watch-view.ts';

/** One of a few to choose; `y` goes on with it, Enter leaves everything as it is. */
export function PickPanel({ picking }: { readonly picking: Picking }) {
  const { layout, takesKeys } = useScreen();
  const { store, session } = useWatch();
  const { width, height } = layout.panel;
  const close = () => store.dispatch({ kind: 'pick', picking: null });
  useKeys({
    isActive: takesKeys,
    onPress: (press) => {
      if (!store.view().picking) return;
      if (press.kind === 'char' && press.char === 'y') return session.picked();
      if (press.kind === 'char' && (press.char === 'n' || press.char === 'q')) return close();
      if (press.kind !== 'key') return;
      if (press.name === 'up' || press.name === 'down') {
        return store.dispatch({ kind: 'choose', by: press.name === 'up' ? -1 : 1 });
      }
      if (press.name === 'enter' || press.name === 'escape') close();
    },
  });
  const notes = picking.notes.flatMap((note) => wrap(note, width)).map(dim);
  const { start, end } = windowAround(picking.cursor, picking.choices.length, height - notes.length - 3);
  const choices = picking.choices.slice(start, end).map(({ label }, index): Line => {
    const isCursor = start + index === picking.cursor;
    return [
      { text: isCursor ? '▸ ' : '  ', role: 'accent' },
      { text: label, bold: isCursor, ...(isCursor ? { role: 'accent' } : {}) },
    ];
  });
  const hints = [
    { keys: '↑↓', does: 'choose', weight: 1 },
    { keys: 'y', does: picking.does },
    { keys: 'enter/esc', does: 'do nothing' },
  ];
  const title: Line = [{ text: picking.title, bold: true }];
  return <Frame lines={[title, blank, ...choices, blank, ...notes]} hints={hints} />;
}
