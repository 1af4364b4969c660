import type { KeyturnError } from '../reasons/errors.ts';
import type { FieldChange } from './app.ts';

/** Questions whose answers describe a setup: an answers file holds them. */
export const savedQuestions = [
  'org',
  'app',
  'new-app-label',
  'new-app-name',
  'new-app-email',
  'new-app-scopes',
  'consumer',
  'execution-user',
  'new-user-name',
  'new-user-email',
  'new-user-objects',
  'privileged-reason',
  'interactive-reason',
  'permission-set',
  'automation',
  'max-age',
  'remind',
  'grace',
  'store',
  'certificate',
  'certificate-path',
] as const;

/** Every question of the setup. Answers are strings, so that a flag, an answers file, a draft and a key press are the same thing. */
export type QuestionId =
  | (typeof savedQuestions)[number]
  | 'resume'
  | 'login-address'
  | 'login-my-domain'
  | 'preflight'
  | 'borrow'
  | 'passphrase'
  | 'project'
  | 'misplaced'
  | 'review'
  | 'trouble';

/** How a choice is marked; colour is never the only sign. */
export type Tone = 'good' | 'plain' | 'caution' | 'danger' | 'off';

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Reasons in words, shown beside the label. */
  readonly notes: readonly string[];
  readonly tone: Tone;
  /** Why it can't be chosen; shown, greyed, never hidden. */
  readonly disabled?: string;
}

export function choice(value: string, label: string, note?: string, tone: Tone = 'plain'): Choice {
  return { value, label, notes: note === undefined ? [] : [note], tone };
}

interface QuestionBase {
  readonly id: QuestionId;
  readonly title: string;
  /** The flag that answers it, named when there is no terminal to ask in. */
  readonly flag: string;
  /** Used without asking when nobody can be asked, and preselected or prefilled when somebody can. */
  readonly default?: string;
  /** Thrown instead of asking when nobody can be asked: for questions that are really decisions about trouble. */
  readonly otherwise?: KeyturnError;
  /** Lines under the question that explain what the answer means. */
  readonly notes?: readonly string[];
  /** Shown on `?`. */
  readonly help?: readonly string[];
}

export interface ChooseQuestion extends QuestionBase {
  readonly kind: 'choose';
  readonly choices: readonly Choice[];
  /** How many there are in all when `choices` holds only the first; shown, with a hint to filter. */
  readonly total?: number;
  readonly totalNoun?: string;
  /** Asks the server; present when there may be more than `choices`. */
  readonly search?: (text: string) => Promise<{ readonly choices: readonly Choice[]; readonly total: number }>;
}

export interface TextQuestion extends QuestionBase {
  readonly kind: 'text';
  readonly placeholder?: string;
  /** The reason why the text can't be taken, or null. */
  readonly check: (text: string) => string | null;
}

/** The answer goes to the secret store only: it is never drawn, drafted or saved. */
export interface PassphraseQuestion extends QuestionBase {
  readonly kind: 'passphrase';
  /** True when it is chosen now and has to be typed twice. */
  readonly isNew: boolean;
  readonly check: (text: string) => string | null;
}

export interface ReviewQuestion extends QuestionBase {
  readonly kind: 'review';
  readonly review: Review;
}

export type Question = ChooseQuestion | TextQuestion | PassphraseQuestion | ReviewQuestion;

/** What the review shows. Answers: `deploy`, `validate`, `save:<path>`. */
export interface Review {
  readonly org: string;
  readonly app: string;
  readonly executionUser: string;
  readonly changes: readonly FieldChange[];
  /** Other acts of the plan in words, e.g. a permission set that is granted or a setting that is borrowed. */
  readonly acts: readonly string[];
  /** What will not change, in words. */
  readonly keeps: readonly string[];
  readonly warnings: readonly string[];
  /** The files as they would be deployed, for `v`. */
  readonly files: readonly { readonly path: string; readonly before: string; readonly after: string }[];
  /** Set after a check-only deploy. */
  readonly validated: { readonly ok: boolean; readonly sentence: string } | null;
}
