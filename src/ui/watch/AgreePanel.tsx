import { Frame } from '../kit/Frame.tsx';
import { useKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import { useWatch } from './use-watch.ts';
import { questionLines, watchPlanLines } from './watch-plan-lines.ts';
import type { Asking } from './watch-view.ts';

type Props = { readonly asking: Extract<Asking, { kind: 'plan' | 'other-flows' | 'name' }> };

/** The plan, and whether it is agreed to. Enter does nothing: agreeing takes its own key. */
export function AgreePanel({ asking }: Props) {
  const { layout, takesKeys, now } = useScreen();
  const { session } = useWatch();
  const { width, height } = layout.panel;
  const { plan, kind, number } = asking;
  const question = questionLines(
    kind === 'plan' ? 'Go on with this plan?' : 'Change the pair for whatever else uses it, too?',
    width,
  );
  const scroll = useScroll(watchPlanLines(plan, now(), width), height - question.length);
  useKeys({
    isActive: takesKeys,
    onPress: (press) => {
      if (scroll.takes(press)) return;
      if (press.kind === 'char' && press.char === 'y') return session.answer(number, 'y');
      const isNo = press.kind === 'char' && (press.char === 'n' || press.char === 'q');
      const isBack = press.kind === 'key' && (press.name === 'enter' || press.name === 'escape');
      if (isNo || isBack) session.decline(number);
    },
  });
  const hints = [
    { keys: 'y', does: kind === 'plan' ? 'go on' : 'yes, for those too' },
    { keys: 'enter/esc', does: 'do nothing' },
    ...(scroll.lastTop > 0 ? [{ keys: 'space', does: 'read on', weight: 1 }] : []),
  ];
  return <Frame lines={[...scroll.lines, ...question]} hints={hints} />;
}
