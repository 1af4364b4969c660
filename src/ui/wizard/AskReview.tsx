import { useState } from 'react';
import type { ReviewQuestion } from '../../core/model/question.ts';
import { TextPanel } from '../kit/TextPanel.tsx';
import { FilesPanel } from './FilesPanel.tsx';
import { PlanPanel } from './PlanPanel.tsx';
import type { SeenWarnings } from './seen-warnings.ts';
import type { QuestionProps } from './wizard-view.ts';

interface Props extends QuestionProps<ReviewQuestion> {
  readonly seen: SeenWarnings;
}

/** The plan, its files, and the path to save it to. */
export function AskReview({ question, answer, back, seen }: Props) {
  const [mode, setMode] = useState<'plan' | 'files' | 'save'>('plan');
  const showPlan = () => setMode('plan');
  if (mode === 'files') return <FilesPanel files={question.review.files} onClose={showPlan} />;
  if (mode === 'save') {
    return (
      <TextPanel
        title="Save the plan as an answers file"
        notes={[
          'The file holds your answers, never a secret. Run the same setup again with `keyturn setup --answers <file>`.',
        ]}
        initial="keyturn-answers.json"
        check={(text) => (text.trim() === '' ? 'Enter a path.' : null)}
        onEnter={(path) => answer(`save:${path.trim()}`)}
        onEscape={showPlan}
      />
    );
  }
  return (
    <PlanPanel
      question={question}
      seen={seen}
      onAnswer={answer}
      onBack={back}
      onFiles={() => setMode('files')}
      onSave={() => setMode('save')}
    />
  );
}
