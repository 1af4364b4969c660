import { useState } from 'react';
import type { ReviewQuestion } from '../../core/model/question.ts';
import { TextPanel } from '../kit/TextPanel.tsx';
import { FilesPanel } from './FilesPanel.tsx';
import { PlanPanel } from './PlanPanel.tsx';
import { useWizard } from './use-wizard.ts';

/** The plan, its files, and where to save it. */
export function AskReview({ question, number }: { readonly question: ReviewQuestion; readonly number: number }) {
  const { answering } = useWizard();
  const [mode, setMode] = useState<'plan' | 'files' | 'save'>('plan');
  const showPlan = () => setMode('plan');
  if (mode === 'files') return <FilesPanel files={question.review.files} onClose={showPlan} />;
  if (mode === 'save') {
    return (
      <TextPanel
        title="Save the plan as an answers file"
        notes={['It holds the answers, never a secret. The same setup again: keyturn setup --answers <file>.']}
        initial="keyturn-answers.json"
        check={(text) => (text.trim() === '' ? 'A path is needed.' : null)}
        onEnter={(path) => answering.answer(number, `save:${path.trim()}`)}
        onEscape={showPlan}
      />
    );
  }
  return (
    <PlanPanel
      question={question}
      onAnswer={(answer) => answering.answer(number, answer)}
      onBack={() => answering.back(number)}
      onFiles={() => setMode('files')}
      onSave={() => setMode('save')}
    />
  );
}
