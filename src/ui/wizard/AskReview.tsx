import { useState } from 'react';
import type { ReviewQuestion } from '../../core/model/question.ts';
import { TextPanel } from '../kit/TextPanel.tsx';
import { FilesPanel } from './FilesPanel.tsx';
import { PlanPanel } from './PlanPanel.tsx';
import type { QuestionProps } from './wizard-view.ts';

/** The plan, its files, and where to save it. */
export function AskReview({ question, answer, back }: QuestionProps<ReviewQuestion>) {
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
        onEnter={(path) => answer(`save:${path.trim()}`)}
        onEscape={showPlan}
      />
    );
  }
  return (
    <PlanPanel
      question={question}
      onAnswer={answer}
      onBack={back}
      onFiles={() => setMode('files')}
      onSave={() => setMode('save')}
    />
  );
}
