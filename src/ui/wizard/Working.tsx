import { Frame } from '../kit/Frame.tsx';
import { isKey } from '../kit/presses.ts';
import { useHelp } from '../kit/use-help.ts';
import { useInstant } from '../kit/use-instant.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import type { WizardView } from './wizard-view.ts';
import { isMoving, workLines } from './work-lines.ts';

/** The running task, while there is no question. */
export function Working({ view }: { readonly view: WizardView }) {
  const { layout, leave } = useScreen();
  const instant = useInstant(isMoving(view));
  const help = useHelp(null, [{ keys: 'q', does: 'quit; asks first while the org is changing' }]);
  usePanelKeys((press) => {
    if (!help.takes(press) && isKey(press, 'q')) leave();
  });
  const hints = [
    { keys: 'q', does: 'quit' },
    { keys: '?', does: 'help', weight: 1 },
  ];
  return <Frame help={help} lines={workLines(view, instant, layout.panel.width)} hints={hints} />;
}
