import { Frame } from '../kit/Frame.tsx';
import { isKey } from '../kit/presses.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import type { AskingProps } from './use-watch.ts';
import { questionLines, watchPlanLines } from './watch-plan-lines.ts';
import type { PlanAsking } from './watch-view.ts';

/** Shows the plan and asks for consent. Enter declines: consent has its own key. */
export function AgreePanel({ asking: { plan, kind }, answer, decline }: AskingProps<PlanAsking>) {
  const { layout, now } = useScreen();
  const { width, height } = layout.panel;
  const question = questionLines(
    kind === 'plan' ? 'Continue with this plan?' : 'Also change the credentials for the other flows?',
    width,
  );
  const scroll = useScroll(watchPlanLines(plan, now(), width), height - question.length);
  usePanelKeys((press) => {
    if (scroll.takes(press)) return;
    if (isKey(press, 'y')) answer('y');
    else if (isKey(press, 'n', 'q', 'enter', 'escape')) decline();
  });
  const hints = [
    { keys: 'y', does: kind === 'plan' ? 'continue' : 'yes, change them' },
    { keys: 'enter/esc', does: 'cancel' },
    ...(scroll.lastTop > 0 ? [{ keys: 'space', does: 'scroll', weight: 1 }] : []),
  ];
  return <Frame lines={[...scroll.lines, ...question]} hints={hints} />;
}
