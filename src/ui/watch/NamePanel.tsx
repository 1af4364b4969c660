import { plainText } from '../../core/text.ts';
import { Frame } from '../components/Frame.tsx';
import { useKeys } from '../hooks/use-keys.ts';
import { useLiveReducer } from '../hooks/use-live-reducer.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScroll } from '../hooks/use-scroll.ts';
import { useWatch } from '../hooks/use-watch.ts';
import { fieldLine } from '../lines/text-lines.ts';
import { questionLines, watchPlanLines } from '../lines/watch-plan-lines.ts';
import { fieldActionOf } from '../state/field-keys.ts';
import { openField, reduceField, typedIn } from '../state/text-field.ts';
import type { Asking } from '../state/watch-view.ts';

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
