import { Frame } from '../kit/Frame.tsx';
import { blank } from '../kit/line.ts';
import { isKey } from '../kit/presses.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import type { EmergencyView } from './emergency-view.ts';
import { endLines } from './end-lines.ts';
import { lanesLines } from './lane-lines.ts';

interface Props {
  readonly view: EmergencyView;
  readonly onClose: () => void;
}

/** The outcome below the steps. When the steps are long, the panel opens at the outcome. */
export function EndPanel({ view, onClose }: Props) {
  const { layout, now } = useScreen();
  const { width, height } = layout.panel;
  const done = [...lanesLines(view, now(), width), blank];
  const scroll = useScroll([...done, ...endLines(view, width)], height, true, done.length);
  usePanelKeys((press) => {
    if (!scroll.takes(press) && isKey(press, 'enter', 'escape', 'q')) onClose();
  });
  const reads = scroll.lastTop > 0 ? [{ keys: '↑↓', does: 'scroll', weight: 1 }] : [];
  return (
    <Frame
      lines={scroll.lines}
      hints={[{ keys: 'enter', does: 'close (the output stays in the terminal)' }, ...reads]}
    />
  );
}
