import { confirms } from '../../core/operate/consent.ts';
import { Frame } from '../kit/Frame.tsx';
import { wrapped } from '../kit/line.ts';
import { fieldLines } from '../kit/text-lines.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import { useTyping } from '../kit/use-typing.ts';
import type { EmergencyScreen } from './emergency-screen.ts';
import { typeSentence, wrongNameSentence } from './emergency-words.ts';
import { planLines } from './plan-box.ts';

interface Props {
  readonly screen: EmergencyScreen;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

const hints = [
  { keys: 'enter', does: 'start' },
  { keys: 'esc', does: 'quit, nothing changes' },
  { keys: '↑↓', does: 'scroll', weight: 1 },
];

/** The plan, and the app's name to type. Enter with a different name does nothing. */
export function ConfirmPanel({ screen, onConfirm, onClose }: Props) {
  const { layout } = useScreen();
  const { width, height } = layout.panel;
  const { field, refusal, press, paste } = useTyping({
    check: (typed) => (confirms(typed, screen.confirmed) ? null : wrongNameSentence),
    onEnter: onConfirm,
    onEscape: onClose,
  });
  const question = [
    ...wrapped(typeSentence(screen), width, { bold: true, role: 'caution' }),
    ...fieldLines({ field, refusal, width }),
  ];
  const scroll = useScroll(planLines(screen.plans, width), height - question.length, false);
  usePanelKeys((one) => scroll.takes(one) || press(one), paste);
  return <Frame lines={[...scroll.lines, ...question]} hints={hints} />;
}
