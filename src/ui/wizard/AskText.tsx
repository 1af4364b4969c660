import type { TextQuestion } from '../../core/model/question.ts';
import { TextPanel } from '../kit/TextPanel.tsx';
import type { QuestionProps } from './wizard-view.ts';

/** A question that is answered in words. `?` is a character here, so the help is shown right away. */
export function AskText({ question, answer, back }: QuestionProps<TextQuestion>) {
  const { title, notes = [], help = [], default: initial, placeholder, check } = question;
  const asked = { title, notes: [...notes, ...help], initial, placeholder, check };
  return <TextPanel {...asked} onEnter={answer} onEscape={back} />;
}
