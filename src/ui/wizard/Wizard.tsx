import { useWindowSize } from 'ink';
import { useMemo } from 'react';
import type { Question } from '../../core/model/question.ts';
import { headerLine, leaveLine, touchLine } from '../kit/frame-lines.ts';
import { Stage } from '../kit/Stage.tsx';
import type { Screen } from '../kit/use-screen.ts';
import { useView } from '../kit/use-view.ts';
import { AskChoice } from './AskChoice.tsx';
import { AskPassphrase } from './AskPassphrase.tsx';
import { AskReview } from './AskReview.tsx';
import { AskText } from './AskText.tsx';
import { WizardContext } from './use-wizard.ts';
import { Working } from './Working.tsx';
import { layoutOf } from './wizard-layout.ts';
import type { Answering, WizardStore } from './wizard-store.ts';
import { stepSummary, type WizardView } from './wizard-view.ts';

export interface WizardProps extends Omit<Screen, 'layout' | 'surround' | 'takesKeys'> {
  readonly store: WizardStore;
  readonly answering: Answering;
  readonly isPractice: boolean;
}

/** The guided setup: one question or one piece of work at a time, in one frame. */
export function Wizard({ store, answering, isPractice, ...rest }: WizardProps) {
  const view = useView(store);
  const size = useWindowSize();
  const layout = useMemo(() => layoutOf(view, size), [view, size]);
  const surround = surroundOf(view, isPractice, layout.columns);
  return (
    <WizardContext value={{ view, answering }}>
      <Stage screen={{ ...rest, layout, surround }} store={store}>
        {view.pending ? (
          <Ask key={view.pending.number} number={view.pending.number} question={view.pending.question} />
        ) : (
          <Working />
        )}
      </Stage>
    </WizardContext>
  );
}

function surroundOf(view: WizardView, isPractice: boolean, width: number) {
  const { leave, touch } = view;
  const isBorrowed = touch.kind === 'changing' && touch.mustFinish === true;
  const right = isPractice || view.isPractice ? 'practice org' : stepSummary(view, 'org');
  return {
    header: headerLine({ title: 'guided setup', right, width }),
    notice: leaveLine(leave, {
      asked: isBorrowed ? ' as soon as it is given back' : '; the deploy goes on, journalled',
      leaving: isBorrowed ? 'Leaving as soon as it is given back…' : 'Leaving…',
      width,
    }),
    foot: touchLine(touch, width),
  };
}

function Ask({ question, number }: { readonly question: Question; readonly number: number }) {
  switch (question.kind) {
    case 'choose':
      return <AskChoice question={question} number={number} />;
    case 'text':
      return <AskText question={question} number={number} />;
    case 'passphrase':
      return <AskPassphrase question={question} number={number} />;
    case 'review':
      return <AskReview question={question} number={number} />;
  }
}
