import { errorLines } from '../kit/error-lines.ts';
import { Frame } from '../kit/Frame.tsx';
import { dim } from '../kit/line.ts';
import { isKey, type Press } from '../kit/presses.ts';
import { oneLine } from '../kit/text-field.ts';
import { useHelp } from '../kit/use-help.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import { useWatch } from './use-watch.ts';
import { actionOf, listHints, listKeys } from './watch-keys.ts';
import { listActionOf } from './watch-list.ts';
import { watchListLines } from './watch-list-lines.ts';

/** Every watched app, from what this computer knows. Asks no org. */
export function ListPanel() {
  const { layout, leave } = useScreen();
  const { width, height } = layout.panel;
  const { view, store, session } = useWatch();
  const help = useHelp(null, listKeys);
  const { readProblem } = view;
  const unread = useScroll(readProblem === null ? [dim('Loading…')] : errorLines(readProblem, width), height);
  const onPress = (press: Press) => {
    const { details, run, picking, form, rows: known } = store.view();
    if (details !== null || run || picking || form) return;
    if (known === null) {
      if (!unread.takes(press) && isKey(press, 'q', 'escape')) leave();
      return;
    }
    const { list } = store.view();
    if (!list.isFiltering && help.takes(press)) return;
    const action = listActionOf(press, list, Math.max(1, height - 5));
    if (action) return store.dispatch({ kind: 'list', action });
    if (isKey(press, 'enter')) return session.open();
    if (isKey(press, 'q')) return leave();
    if (isKey(press, 'n')) return session.addApp();
    const act = actionOf(press);
    if (act) session.act(act);
  };
  const onPaste = (text: string) => {
    if (!store.view().list.isFiltering) return;
    store.dispatch({ kind: 'list', action: { kind: 'type', text: oneLine(text).trim() } });
  };
  usePanelKeys(onPress, onPaste);
  const { rows, list, now } = view;
  if (rows === null) return <Frame lines={unread.lines} hints={[{ keys: 'q', does: 'quit' }]} />;
  const lines = watchListLines(rows, list, { width, height, now });
  return <Frame help={help} lines={lines} hints={listHints(list)} />;
}
