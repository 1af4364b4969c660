import { plainText } from '../../core/plain/text.ts';
import { Frame } from '../kit/Frame.tsx';
import { fieldLine } from '../kit/text-lines.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import { useTyping } from '../kit/use-typing.ts';
import type { AskingProps } from './use-watch.ts';
import { questionLines, watchPlanLines } from './watch-plan-lines.ts';
import type { PlanAsking } from './watch-view.ts';

const hints = [
  { keys: 'enter', does: 'continue, if the name matches' },
  { keys: 'esc', does: 'cancel' },
  { keys: '↑↓', does: 'scroll', weight: 1 },
];

/** Shows a plan that can break an integration. Typing the app's name agrees; any other text declines. */
export function NamePanel({ asking: { plan }, answer, decline }: AskingProps<PlanAsking>) {
  const { layout, now } = useScreen();
  const { width, height } = layout.panel;
  const { field, press, paste } = useTyping({ onEnter: answer, onEscape: decline });
  const name = plainText(plan.watched.app);
  const question = [
    ...questionLines(`Type ${name} to continue. Anything else cancels.`, width),
    fieldLine({ field, width }),
  ];
  const scroll = useScroll(watchPlanLines(plan, now(), width), height - question.length, false);
  usePanelKeys((one) => scroll.takes(one) || press(one), paste);
  return <Frame lines={[...scroll.lines, ...question]} hints={hints} />;
}
