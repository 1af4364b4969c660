import { useRef } from 'react';
import type { ReviewQuestion } from '../../core/model/question.ts';
import { Frame } from '../kit/Frame.tsx';
import { isKey, type Press, rowsBy } from '../kit/presses.ts';
import { useHelp } from '../kit/use-help.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useLiveReducer } from '../kit/use-live-reducer.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import { clamp } from '../kit/window.ts';
import { type PlanChoice, planChoices } from './plan-choices.ts';
import { planHints, planKeys } from './plan-hints.ts';
import { planChoiceLines, reviewText } from './review-lines.ts';
import type { SeenWarnings } from './seen-warnings.ts';

interface Props {
  readonly question: ReviewQuestion;
  readonly onAnswer: (answer: 'validate' | 'deploy') => void;
  readonly onBack: () => void;
  readonly onFiles: () => void;
  readonly onSave: () => void;
  /** Warnings that were on the screen. */
  readonly seen: SeenWarnings;
}

/** Panels with fewer rows show fewer choices, to leave room for the changes. */
const tightRows = 12;

/**
 * The plan, with the choices below it. The arrow keys move between choices; page up and page down scroll the
 * plan. Deploy can be chosen once every warning was on the screen.
 */
export function PlanPanel({ question, onAnswer, onBack, onFiles, onSave, seen }: Props) {
  const { layout, leave } = useScreen();
  const { width, height } = layout.panel;
  const choices = planChoices(question.review, height < tightRows);
  const cursor = useLiveReducer(
    (place: number, by: number) => clamp(place + by, 0, choices.length - 1),
    () => 0,
  );
  const help = useHelp(question, planKeys);
  const isAnswered = useRef(false);
  const hasRead = () => seen.has(question.review.warnings);
  const act = (value: PlanChoice['value']) => {
    // Enter scrolls on to the warnings instead.
    if (value === 'deploy' && !hasRead()) return void scroll.takes({ kind: 'key', name: 'pageDown' });
    if (value === 'files') return onFiles();
    if (value === 'save') return onSave();
    isAnswered.current = true;
    onAnswer(value);
  };
  const hasFiles = question.review.files.length > 0;
  const { lines, mustRead } = reviewText(question, width);
  const scroll = useScroll(lines, height - choices.length - 1);
  const isShown = help.lines === null && scroll.top + scroll.page >= mustRead;
  if (isShown) seen.add(question.review.warnings);
  const below = planChoiceLines(choices, { cursor: cursor.state, hasRead: hasRead(), width });
  const onPress = (press: Press) => {
    if (isAnswered.current || help.takes(press)) return;
    const by = rowsBy(press);
    if (by !== null) return cursor.dispatch(by);
    if (scroll.takes(press)) return;
    if (isKey(press, 'v') && hasFiles) onFiles();
    if (isKey(press, 't') && hasFiles) act('validate');
    if (isKey(press, 's')) onSave();
    if (isKey(press, 'q')) leave();
    if (isKey(press, 'escape')) onBack();
    const chosen = choices[Math.min(cursor.read(), choices.length - 1)];
    if (isKey(press, 'enter') && chosen) act(chosen.value);
  };
  usePanelKeys(onPress);
  const hints = planHints(scroll.lastTop > 0, hasFiles);
  return <Frame help={help} lines={[...scroll.lines, ...below]} hints={hints} />;
}
