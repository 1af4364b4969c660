import type { Question } from '../../core/model/question.ts';
import type { DeployProgress } from '../../core/ports/ports.ts';
import type { OrgTouch, StepId } from '../../core/setup/setup-events.ts';
import { stepIds } from '../../core/setup/setup-events.ts';
import type { DoingView } from '../kit/progress.ts';
import type { PlainEvent, TitledCheck } from './plain.ts';

export interface StepView {
  readonly id: StepId;
  readonly status: 'open' | 'active' | 'done' | 'failed';
  readonly summary: string;
}

export type ProofView = Omit<Extract<PlainEvent, { kind: 'proof' }>, 'kind'>;
export type Waiting = Omit<Extract<PlainEvent, { kind: 'waiting' }>, 'kind'>;

export interface DeployView {
  readonly progress: DeployProgress;
  readonly since: number;
}

/** A question that is shown, and what its panel does with it. */
export interface QuestionProps<Shown> {
  readonly question: Shown;
  readonly answer: (text: string) => void;
  /** @param typed the text in the field */
  readonly back: (typed?: string) => void;
}

/** Everything a screen of the guided setup shows. It has no answers, so it can't hold a passphrase. */
export interface WizardView {
  readonly steps: readonly StepView[];
  /** `number` is different each time, also if the same question is asked again. */
  readonly pending: { readonly number: number; readonly question: Question } | null;
  readonly checks: readonly TitledCheck[];
  /** Nested tasks, the innermost last. */
  readonly doing: readonly DoingView[];
  readonly signInAddress: string | null;
  readonly queued: string | null;
  readonly deploy: DeployView | null;
  readonly waiting: Waiting | null;
  readonly proof: ProofView | null;
  readonly touch: OrgTouch;
  /** What became of a deploy that the person interrupted; null without one. */
  readonly deployEnd: string | null;
  readonly warnings: readonly string[];
  /** Whether the person chose the practice org during the setup. */
  readonly isPractice: boolean;
  /** Whether an earlier setup was left unfinished: then it may have changed the org. */
  readonly hasEarlierRun: boolean;
  readonly isLeaving: boolean;
}

export function emptyView(): WizardView {
  return {
    steps: stepIds.map((id) => ({ id, status: 'open', summary: '' })),
    pending: null,
    checks: [],
    doing: [],
    signInAddress: null,
    queued: null,
    deploy: null,
    waiting: null,
    proof: null,
    touch: { kind: 'untouched' },
    deployEnd: null,
    warnings: [],
    isPractice: false,
    hasEarlierRun: false,
    isLeaving: false,
  };
}

export function activeStep(view: WizardView): StepView | null {
  return view.steps.find(({ status }) => status === 'active' || status === 'failed') ?? null;
}

export function stepSummary(view: WizardView, id: StepId): string {
  return view.steps.find((step) => step.id === id)?.summary ?? '';
}
