import { Frame } from '../kit/Frame.tsx';
import { useHelp } from '../kit/use-help.ts';
import { useInstant } from '../kit/use-instant.ts';
import { useKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useWizard } from './use-wizard.ts';
import { isMoving, workLines } from './work-lines.ts';

/** What is being done while nothing is asked. */
export function Working() {
  const { layout, leave, takesKeys } = useScreen();
  const { view } = useWizard();
  const instant = useInstant(isMoving(view));
  const help = useHelp(null, [{ keys: 'q', does: 'quit; asks once while the org is being changed' }]);
  useKeys({
    isActive: takesKeys,
    onPress: (press) => {
      if (help.takes(press)) return;
      if (press.kind === 'char' && press.char === 'q') leave();
    },
  });
  const hints = [
    { keys: 'q', does: 'quit' },
    { keys: '?', does: 'help', weight: 1 },
  ];
  return <Frame lines={help.lines ?? workLines(view, instant, layout.panel.width)} hints={hints} />;
}
