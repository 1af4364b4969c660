import { Frame } from '../kit/Frame.tsx';
import { isKey } from '../kit/presses.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import type { EmergencyView } from './emergency-view.ts';
import { lanesLines } from './lane-lines.ts';

const hints = [{ keys: 'q', does: 'quit after this step; you can continue later' }];

/** The work in progress. One app: the newest step is at the bottom. Several apps: the worst is on top. */
export function LanesPanel({ view }: { readonly view: EmergencyView }) {
  const { layout, now, leave } = useScreen();
  const { width, height } = layout.panel;
  const lines = lanesLines(view, now(), width);
  const scroll = useScroll(lines, height);
  usePanelKeys((press) => {
    if (!scroll.takes(press) && isKey(press, 'q')) leave();
  });
  const shown = view.lanes.length === 1 ? lines.slice(Math.max(0, lines.length - height)) : scroll.lines;
  return <Frame lines={shown} hints={hints} />;
}
