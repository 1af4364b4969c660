import { useWindowSize } from 'ink';
import { useMemo } from 'react';
import { headerLine, leaveLine, touchLine } from '../kit/frame-lines.ts';
import { Stage } from '../kit/Stage.tsx';
import type { Screen } from '../kit/use-screen.ts';
import { useView } from '../kit/use-view.ts';
import { AskChoice } from './AskChoice.tsx';
import { AskPassphrase } from './AskPassphrase.tsx';
import { AskReview } from './AskReview.tsx';
import { AskText } from './AskText.tsx';
import { leavingText } from './leaving-text.ts';
import { createSeenWarnings, type SeenWarnings } from './seen-warnings.ts';
import { Working } from './Working.tsx';
import { layoutOf } from './wizard-layout.ts';
import type { Answering, WizardStore } from './wizard-store.ts';
import { stepSummary, type WizardView } from './wizard-view.ts';

export interface WizardProps extends Omit<Screen, 'layout' | 'surround' | 'takesKeys'> {
  readonly store: WizardStore;
  readonly answering: Answering;
  readonly isPractice: boolean;
  readonly interrupt: () => void;
}

/** The guided setup: one question or one running task at a time. */
export function Wizard({ store, answering, isPractice, interrupt, ...rest }: WizardProps) {
  const view = useView(store);
  const size = useWindowSize();
  const layout = useMemo(() => layoutOf(view, size), [view, size]);
  const surround = surroundOf(view, isPractice, layout.columns);
  const seen = useMemo(createSeenWarnings, []);
  return (
    <Stage screen={{ ...rest, layout, surround }} {...{ store, interrupt }}>
      {view.pending ? (
        <Ask key={view.pending.number} {...{ view, answering, seen }} {...view.pending} />
      ) : (
        <Working view={view} />
      )}
    </Stage>
  );
}

function surroundOf(view: WizardView, isPractice: boolean, width: number) {
  const { isLeaving, touch, hasEarlierRun } = view;
  const right = isPractice || view.isPractice ? 'practice org' : stepSummary(view, 'org');
  return {
    header: headerLine({ title: 'guided setup', right, width }),
    notice: leaveLine(isLeaving, leavingText(touch), width),
    foot: touchLine(touch, width, hasEarlierRun),
  };
}

interface AskProps extends NonNullable<WizardView['pending']> {
  readonly view: WizardView;
  readonly answering: Answering;
  readonly seen: SeenWarnings;
}

function Ask({ view, question, number, answering, seen }: AskProps) {
  const on = {
    answer: (text: string) => answering.answer(number, text),
    back: (typed?: string) => answering.back(number, typed),
  };
  switch (question.kind) {
    case 'choose':
      return <AskChoice question={question} checks={question.id === 'preflight' ? view.checks : []} {...on} />;
    case 'text':
      return <AskText question={question} {...on} />;
    case 'passphrase':
      return <AskPassphrase question={question} {...on} />;
    case 'review':
      return <AskReview question={question} seen={seen} {...on} />;
  }
}
