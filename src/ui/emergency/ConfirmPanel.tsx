import { useState } from 'react';
import { confirms } from '../../core/operate/consent.ts';
import { Frame } from '../kit/Frame.tsx';
import { fieldActionOf } from '../kit/field-keys.ts';
import { blank, type Line, marked, wrap } from '../kit/line.ts';
import type { Press } from '../kit/presses.ts';
import { openField, reduceField, typedIn } from '../kit/text-field.ts';
import { fieldLine } from '../kit/text-lines.ts';
import { useKeys } from '../kit/use-keys.ts';
import { useLiveReducer } from '../kit/use-live-reducer.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import type { EmergencyScreen } from './emergency-screen.ts';
import { heldSentence, typeSentence, wrongNameSentence } from './emergency-words.ts';
import { planLines } from './plan-box.ts';

interface Props {
  readonly screen: EmergencyScreen;
  readonly onConfirm: () => void;
}

const leaveHints = [
  { keys: 'esc', does: 'leave, nothing changes' },
  { keys: '↑↓', does: 'read', weight: 1 },
];
const confirmHints = [{ keys: 'enter', does: 'start' }, ...leaveHints];

/** What is about to be done, and the one question: the name. Enter with another one does nothing. */
export function ConfirmPanel({ screen, onConfirm }: Props) {
  const { layout, takesKeys, leave } = useScreen();
  const field = useLiveReducer(reduceField, openField);
  const [isWrong, setWrong] = useState(false);
  const { width, height } = layout.panel;
  const canConfirm = screen.heldBy === null;
  const wrong = isWrong ? marked({ text: '✖ ', role: 'danger' }, wrongNameSentence, width) : [blank];
  const question: readonly Line[] = canConfirm
    ? [
        ...asked(typeSentence(screen), width),
        fieldLine({ field: field.state, placeholder: '', isMasked: false, width }),
        ...wrong,
      ]
    : marked({ text: '▲ ', role: 'caution' }, heldSentence(screen.heldBy ?? ''), width, { bold: true });
  const scroll = useScroll(planLines(screen.plans, width), height - question.length, !canConfirm);
  const onPress = (press: Press) => {
    if (press.kind === 'key' && press.name === 'escape') return leave();
    if (scroll.takes(press) || !canConfirm) return;
    if (press.kind === 'key' && press.name === 'enter') {
      return confirms(typedIn(field.read()), screen.confirmed) ? onConfirm() : setWrong(true);
    }
    const action = fieldActionOf(press);
    if (!action) return;
    field.dispatch(action);
    setWrong(false);
  };
  useKeys({ isActive: takesKeys, onPress, onPaste: (text) => field.dispatch({ kind: 'insert', text }) });
  return <Frame lines={[...scroll.lines, ...question]} hints={canConfirm ? confirmHints : leaveHints} />;
}

function asked(sentence: string, width: number): readonly Line[] {
  return wrap(sentence, width).map((text): Line => [{ text, bold: true, role: 'caution' }]);
}
