import { useRef, useState } from 'react';
import type { ReviewQuestion } from '../../core/model/question.ts';
import { Frame } from '../kit/Frame.tsx';
import { scrolled } from '../kit/plan-lines.ts';
import type { Press } from '../kit/presses.ts';
import { useHelp } from '../kit/use-help.ts';
import { useKeys } from '../kit/use-keys.ts';
import { useLiveReducer } from '../kit/use-live-reducer.ts';
import { useScreen } from '../kit/use-screen.ts';
import { clamp } from '../kit/window.ts';
import { planChoiceLines } from './plan-choice-lines.ts';
import { type PlanChoice, planChoices } from './plan-choices.ts';
import { planHints, planKeys } from './plan-hints.ts';
import { reviewLines } from './review-lines.ts';

interface Props {
  readonly question: ReviewQuestion;
  readonly onAnswer: (answer: 'validate' | 'deploy') => void;
  readonly onBack: () => void;
  readonly onFiles: () => void;
  readonly onSave: () => void;
}

/** Below this the table of changes needs the rows more than the choices do. */
const tightRows = 12;

/** What will change, above what can be done about it. The arrows choose; page up and down read. */
export function PlanPanel({ question, onAnswer, onBack, onFiles, onSave }: Props) {
  const { layout, takesKeys, leave } = useScreen();
  const { width, height } = layout.panel;
  const choices = planChoices(question.review, height < tightRows);
  const cursor = useLiveReducer(
    (place: number, by: number) => clamp(place + by, 0, choices.length - 1),
    () => 0,
  );
  const [top, setTop] = useState(0);
  const help = useHelp(question, planKeys);
  const isAnswered = useRef(false);
  const act = (value: PlanChoice['value']) => {
    if (value === 'files') return onFiles();
    if (value === 'save') return onSave();
    isAnswered.current = true;
    onAnswer(value);
  };
  const hasFiles = question.review.files.length > 0;
  const below = planChoiceLines(choices, cursor.state, width);
  const reading = scrolled(reviewLines(question, width), top, height - below.length);
  const page = (by: number) => setTop(clamp(reading.top + by * Math.max(1, reading.page - 1), 0, reading.lastTop));
  const onPress = (press: Press) => {
    if (isAnswered.current || help.takes(press)) return;
    if (press.kind === 'key') onKey(press.name);
    if (press.kind !== 'char') return;
    if (press.char === 'v' && hasFiles) onFiles();
    if (press.char === 't' && hasFiles) act('validate');
    if (press.char === 's') onSave();
    if (press.char === 'q') leave();
    if (press.char === ' ') page(1);
  };
  const onKey = (name: string) => {
    if (name === 'up' || name === 'down') cursor.dispatch(name === 'up' ? -1 : 1);
    if (name === 'pageUp' || name === 'pageDown') page(name === 'pageUp' ? -1 : 1);
    if (name === 'escape') onBack();
    const chosen = choices[Math.min(cursor.read(), choices.length - 1)];
    if (name === 'enter' && chosen) act(chosen.value);
  };
  useKeys({ isActive: takesKeys, onPress });
  const hints = planHints({ isHelpOpen: help.lines !== null, canScroll: reading.lastTop > 0, hasFiles });
  return <Frame lines={help.lines ?? [...reading.lines, ...below]} hints={hints} />;
}
