import { Frame } from '../kit/Frame.tsx';
import { dim } from '../kit/line.ts';
import type { Press } from '../kit/presses.ts';
import { useHelp } from '../kit/use-help.ts';
import { useKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useWatch } from './use-watch.ts';
import { actionKeys, listHints, listKeys } from './watch-keys.ts';
import { listActionOf } from './watch-list.ts';
import { watchListLines } from './watch-list-lines.ts';

/** Every watched app. From what is remembered: no org is asked. */
export function ListPanel() {
  const { layout, takesKeys, leave } = useScreen();
  const { view, store, session } = useWatch();
  const { width, height } = layout.panel;
  const help = useHelp(null, listKeys);
  const onPress = (press: Press) => {
    if (store.view().details !== null || store.view().run) return;
    const { list } = store.view();
    if (!list.isFiltering && help.takes(press)) return;
    const action = listActionOf(press, list, Math.max(1, height - 5));
    if (action) return store.dispatch({ kind: 'list', action });
    if (press.kind === 'key' && press.name === 'enter') return session.open();
    if (press.kind !== 'char') return;
    if (press.char === 'q') return leave();
    const act = actionKeys[press.char];
    if (act) session.act(act);
  };
  useKeys({
    isActive: takesKeys,
    onPress,
    onPaste: (text) => {
      if (store.view().list.isFiltering)
        store.dispatch({ kind: 'list', action: { kind: 'type', text: oneLine(text) } });
    },
  });
  const { rows, list, now } = view;
  const lines = rows === null ? [dim('One moment…')] : watchListLines(rows, list, { width, height, now });
  return <Frame lines={help.lines ?? lines} hints={listHints(list, help.lines !== null)} />;
}

function oneLine(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]+/g, ' ').trim();
}
