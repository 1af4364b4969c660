import type { TextQuestion } from '../../core/model/question.ts';
import { TextPanel } from '../kit/TextPanel.tsx';
import { useWizard } from './use-wizard.ts';

/** A question that is answered in words. `?` is a character here, so the help is shown right away. */
export function AskText({ question, number }: { readonly question: TextQuestion; readonly number: number }) {
  const { answering } = useWizard();
  const { title, notes = [], help = [], default: initial, placeholder, check } = question;
  return (
    <TextPanel
      {...{ title, initial, placeholder, check }}
      notes={[...notes, ...help]}
      onEnter={(text) => answering.answer(number, text)}
      onEscape={() => answering.back(number)}
    />
  );
}
