import { Frame } from '../kit/Frame.tsx';
import { dim } from '../kit/line.ts';
import { isKey, type Press } from '../kit/presses.ts';
import { oneLine } from '../kit/text-field.ts';
import { useHelp } from '../kit/use-help.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
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
  const onPress = (press: Press) => {
    const { details, run, picking, form } = store.view();
    if (details !== null || run || picking || form) return;
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
  const lines = rows === null ? [dim('Loading…')] : watchListLines(rows, list, { width, height, now });
  return <Frame help={help} lines={lines} hints={listHints(list)} />;
}
