import {
  answerTo,
  type FormAnswers,
  type FormQuestion,
  type FormSubject,
  questionsOf,
} from '../../core/status/forms.ts';

/** A form that is open: one question at a time. */
export interface FormView {
  readonly subject: FormSubject;
  readonly answers: FormAnswers;
  /** Index of the question that is asked. */
  readonly at: number;
  /** Why the last answer can't be used, if that was found out after it was given. */
  readonly problem: string | null;
}

/** What was typed into forms that were closed, by form. */
export type Drafts = Readonly<Record<string, FormAnswers>>;

interface Forms {
  readonly form: FormView | null;
  readonly drafts: Drafts;
}

export type FormAction =
  | { readonly kind: 'open-form'; readonly subject: FormSubject }
  /** Keeps the answer and goes to the next question, or back to the one before. */
  | { readonly kind: 'answer-form'; readonly text: string; readonly by: 1 | -1 }
  /** Keeps the answer, and says why it can't be used. */
  | { readonly kind: 'refuse-answer'; readonly text: string; readonly problem: string }
  | { readonly kind: 'close-form'; readonly keepsDraft: boolean };

export function currentQuestion({ subject, answers, at }: FormView): FormQuestion | null {
  return questionsOf(subject, answers)[at] ?? null;
}

export function reduceForms({ form, drafts }: Forms, action: FormAction): Forms {
  switch (action.kind) {
    case 'open-form': {
      const { subject } = action;
      return { form: { subject, answers: drafts[keyOfForm(subject)] ?? {}, at: 0, problem: null }, drafts };
    }
    case 'close-form':
      return { form: null, drafts: form ? withDraft(drafts, form, action.keepsDraft) : drafts };
    case 'refuse-answer':
    case 'answer-form': {
      const question = form && currentQuestion(form);
      if (!form || !question) return { form, drafts };
      const { [question.key]: _, ...others } = form.answers;
      // What is filled in may change with the answers before, so it doesn't count as an answer.
      const isFilledIn = action.text === (question.default ?? '');
      const answers = isFilledIn ? others : { ...others, [question.key]: action.text };
      if (action.kind === 'refuse-answer') return { form: { ...form, answers, problem: action.problem }, drafts };
      const at = form.at + action.by;
      const next = { ...form, answers, at: Math.max(0, at), problem: null };
      return at < 0 ? { form: null, drafts: withDraft(drafts, next, true) } : { form: next, drafts };
    }
  }
}

/** The text that a field starts with. */
export function filledIn(form: FormView, question: FormQuestion): string {
  return answerTo(question, form.answers);
}

function withDraft(drafts: Drafts, { subject, answers }: FormView, isKept: boolean): Drafts {
  const { [keyOfForm(subject)]: _, ...others } = drafts;
  return isKept ? { ...others, [keyOfForm(subject)]: answers } : others;
}

function keyOfForm(subject: FormSubject): string {
  const { orgId, app, consumerId } = subject.watched;
  return `${subject.kind} ${orgId} ${app} ${consumerId} ${subject.kind === 'edit-consumer' ? subject.name : ''}`;
}
