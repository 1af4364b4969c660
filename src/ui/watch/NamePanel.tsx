import { plainText } from '../../core/plain/text.ts';
import { Frame } from '../kit/Frame.tsx';
import { fieldActionOf } from '../kit/field-keys.ts';
import { openField, reduceField, typedIn } from '../kit/text-field.ts';
import { fieldLine } from '../kit/text-lines.ts';
import { useKeys } from '../kit/use-keys.ts';
import { useLiveReducer } from '../kit/use-live-reducer.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import { useWatch } from './use-watch.ts';
import { questionLines, watchPlanLines } from './watch-plan-lines.ts';
import type { Asking } from './watch-view.ts';

type Props = { readonly asking: Extract<Asking, { kind: 'plan' | 'other-flows' | 'name' }> };

const hints = [
  { keys: 'enter', does: 'go on, with the right name' },
  { keys: 'esc', does: 'do nothing' },
  { keys: '↑↓', does: 'read', weight: 1 },
];

/** The plan of something that can break an integration: whoever agrees types the app's name. Another name declines. */
export function NamePanel({ asking }: Props) {
  const { layout, takesKeys, now } = useScreen();
  const { session } = useWatch();
  const field = useLiveReducer(reduceField, openField);
  const { width, height } = layout.panel;
  const { plan, number } = asking;
  const name = plainText(plan.watched.app);
  const question = [
    ...questionLines(`Type ${name} to go on; anything else does nothing.`, width),
    fieldLine({ field: field.state, placeholder: '', isMasked: false, width }),
  ];
  const scroll = useScroll(watchPlanLines(plan, now(), width), height - question.length, false);
  useKeys({
    isActive: takesKeys,
    onPress: (press) => {
      if (press.kind === 'key' && press.name === 'escape') return session.decline(number);
      if (press.kind === 'key' && press.name === 'enter') return session.answer(number, typedIn(field.read()));
      if (scroll.takes(press)) return;
      const action = fieldActionOf(press);
      if (action) field.dispatch(action);
    },
    onPaste: (text) => field.dispatch({ kind: 'insert', text }),
  });
  return <Frame lines={[...scroll.lines, ...question]} hints={hints} />;
}
