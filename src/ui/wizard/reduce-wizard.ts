import type { Question } from '../../core/model/question.ts';
import { interruptedDeploy } from '../../core/words/waiting.ts';
import type { LeaveAction } from '../kit/leave.ts';
import type { PlainEvent } from './plain.ts';
import type { WizardView } from './wizard-view.ts';

export type WizardAction =
  /** `at` is a reading of the stopwatch, in ms. */
  | { readonly kind: 'told'; readonly event: PlainEvent; readonly at: number }
  | { readonly kind: 'asked'; readonly question: Question; readonly number: number }
  | { readonly kind: 'answered'; readonly number: number }
  | LeaveAction;

/** The view after an action. */
export function reduceWizard(view: WizardView, action: WizardAction): WizardView {
  switch (action.kind) {
    case 'told':
      return told(view, action.event, action.at);
    case 'asked':
      // The work stops while a question is open, so no timer may keep counting.
      return {
        ...view,
        hasEarlierRun: view.hasEarlierRun || action.question.id === 'resume',
        pending: { number: action.number, question: action.question },
        doing: [],
        waiting: null,
        signInAddress: null,
      };
    case 'answered':
      return view.pending?.number === action.number ? { ...view, pending: null } : view;
    case 'leave':
      return { ...view, isLeaving: true };
  }
}

function told(view: WizardView, event: PlainEvent, at: number): WizardView {
  switch (event.kind) {
    case 'step':
      return toldStep(view, event);
    case 'doing':
      return { ...view, waiting: null, ...(event.what === null ? ended(view) : begun(view, event.what, at)) };
    case 'check': {
      const isKnown = view.checks.some(({ id }) => id === event.check.id);
      const replaced = view.checks.map((check) => (check.id === event.check.id ? event.check : check));
      return { ...view, checks: isKnown ? replaced : [...view.checks, event.check] };
    }
    case 'practice':
      return { ...view, isPractice: true };
    case 'sign-in-address':
      return { ...view, signInAddress: event.url };
    case 'deploy': {
      const since = view.deploy?.progress.id === event.progress.id ? view.deploy.since : at;
      return { ...view, queued: null, deploy: { progress: event.progress, since } };
    }
    case 'deploy-queued':
      return { ...view, queued: event.detail };
    case 'deploy-interrupted':
      return { ...view, deployEnd: event.now === 'canceling' ? null : interruptedDeploy[event.now](event.id) };
    case 'waiting':
      return { ...view, waiting: { why: event.why, until: event.until, attempt: event.attempt } };
    case 'proof':
      return { ...view, waiting: null, proof: { answer: event.answer, sentence: event.sentence } };
    case 'touch':
      return { ...view, touch: event.touch };
    case 'warning':
      return view.warnings.includes(event.text) ? view : { ...view, warnings: [...view.warnings, event.text] };
  }
}

function toldStep(view: WizardView, event: Extract<PlainEvent, { kind: 'step' }>): WizardView {
  const steps = view.steps.map((step) =>
    step.id === event.step
      ? { ...step, status: event.status, summary: event.status === 'open' ? '' : (event.summary ?? step.summary) }
      : step,
  );
  const next = { ...view, steps, doing: [], waiting: null, signInAddress: null };
  // A step starts with an empty panel, also when it is repeated.
  return event.status === 'active' ? { ...next, checks: [], deploy: null, queued: null, proof: null } : next;
}

function begun(view: WizardView, what: string, at: number): Pick<WizardView, 'doing'> {
  return { doing: [...view.doing, { what, since: at }] };
}

function ended(view: WizardView): Pick<WizardView, 'doing' | 'signInAddress' | 'queued'> {
  const doing = view.doing.slice(0, -1);
  return { doing, signInAddress: doing.length === 0 ? null : view.signInAddress, queued: null };
}
