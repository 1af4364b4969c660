import { Frame } from '../kit/Frame.tsx';
import { blank, type Line, wrapped } from '../kit/line.ts';
import { isKey, rowsBy } from '../kit/presses.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { choiceRows } from './choice-rows.ts';
import { useWatch } from './use-watch.ts';
import type { Picking } from './watch-view.ts';

/** A choice of a few. Enter selects; what has consequences is asked again. `y` selects and confirms. */
export function PickPanel({ picking }: { readonly picking: Picking }) {
  const { width, height } = useScreen().layout.panel;
  const { store, session } = useWatch();
  usePanelKeys((press) => {
    if (!store.view().picking) return;
    const by = rowsBy(press);
    if (by !== null) store.dispatch({ kind: 'choose', by });
    else if (isKey(press, 'enter')) session.picked(false);
    else if (isKey(press, 'y')) session.picked(true);
    else if (isKey(press, 'n', 'q', 'escape')) store.dispatch({ kind: 'pick', picking: picking.back ?? null });
  });
  const notes = picking.notes.flatMap((note) => wrapped(note, width, { dim: true }));
  const choices = choiceRows(picking.choices, picking.cursor, { width, height: height - notes.length - 3 });
  const hints = [
    { keys: '↑↓', does: 'move', weight: 1 },
    { keys: 'enter', does: 'select' },
    { keys: 'esc', does: picking.back ? 'back' : 'cancel' },
  ];
  const title: Line = [{ text: picking.title, bold: true }];
  return <Frame lines={[title, blank, ...choices, blank, ...notes]} hints={hints} />;
}
