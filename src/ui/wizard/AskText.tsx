import type { TextQuestion } from '../../core/model/question.ts';
import { TextPanel } from '../kit/TextPanel.tsx';
import type { QuestionProps } from './wizard-view.ts';

/** A question with a text answer. `?` is part of the text here, so the help is always shown. */
export function AskText({ question, answer, back }: QuestionProps<TextQuestion>) {
  const { title, notes = [], help = [], default: initial, placeholder, check } = question;
  const asked = { title, notes: [...notes, ...help], initial, placeholder, check };
  return <TextPanel {...asked} onEnter={answer} onEscape={back} />;
}
