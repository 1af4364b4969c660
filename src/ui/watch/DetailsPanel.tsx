import { offersOf } from '../../core/status/offers.ts';
import { Frame } from '../kit/Frame.tsx';
import { dim } from '../kit/line.ts';
import { isKey, type Press } from '../kit/presses.ts';
import { useHelp } from '../kit/use-help.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import { detailsLines } from './details-lines.ts';
import { currentRow } from './reader.ts';
import { useWatch } from './use-watch.ts';
import { actionOf, detailsHints, detailsKeys } from './watch-keys.ts';

/** Everything this computer knows about one app, and the actions for it. */
export function DetailsPanel() {
  const { layout, leave } = useScreen();
  const { width, height } = layout.panel;
  const { view, store, session } = useWatch();
  const row = currentRow(view);
  const { history, now } = view;
  const lines = row
    ? detailsLines({ row, history, now, width })
    : [dim('keyturn no longer watches this app. Press esc to go back.')];
  const scroll = useScroll(lines, height);
  const help = useHelp(null, detailsKeys);
  const onPress = (press: Press) => {
    const { run, details, picking, form } = store.view();
    if (run || details === null || picking || form || help.takes(press)) return;
    if (scroll.takes(press)) return;
    if (isKey(press, 'escape')) return store.dispatch({ kind: 'close' });
    if (isKey(press, 'q')) return leave();
    const act = actionOf(press);
    if (act) session.act(act);
  };
  usePanelKeys(onPress);
  const hints = row ? detailsHints(offersOf(row, now)) : [{ keys: 'esc', does: 'back' }];
  return <Frame help={help} lines={scroll.lines} hints={hints} />;
}
