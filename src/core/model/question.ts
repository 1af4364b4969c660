import type { KeyturnError } from '../reasons/errors.ts';
import type { FieldChange } from './app.ts';

/** Questions whose answers describe a setup. An answers file contains them. */
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
  'consumers',
  'certificate',
  'certificate-path',
] as const;

/**
 * Every question of the setup. Answers are strings, so a flag, an answers file, a draft and a key press are the same thing.
 */
export type QuestionId =
  | (typeof savedQuestions)[number]
  | 'resume'
  | 'login-address'
  | 'login-my-domain'
  | 'preflight'
  | 'borrow'
  | 'passphrase'
  | 'user-change'
  | 'policy'
  | 'consumer-file'
  | 'consumer-program'
  | 'consumer-person'
  | 'project'
  | 'misplaced'
  | 'review'
  | 'trouble';

/** How a choice is marked. Color is never the only sign. */
export type Tone = 'good' | 'plain' | 'caution' | 'danger' | 'off';

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Reasons next to the label, as phrases. */
  readonly notes: readonly string[];
  readonly tone: Tone;
  /** Why it can't be chosen. It is shown grayed out, never hidden. */
  readonly disabled?: string;
}

export function choice(value: string, label: string, note?: string, tone: Tone = 'plain'): Choice {
  return { value, label, notes: note === undefined ? [] : [note], tone };
}

interface QuestionBase {
  readonly id: QuestionId;
  readonly title: string;
  /** Comes before the title. */
  readonly intro?: string;
  /** The same question once more, because the last answer can't be used. Going back leads to the question before both. */
  readonly isAgain?: boolean;
  /** The flag that answers the question. Named if there is no terminal to ask in. */
  readonly flag: string;
  /** The answer if nobody can be asked. Otherwise preselected or prefilled. */
  readonly default?: string;
  /** Thrown instead of asking if nobody can be asked. For questions that decide how to handle a problem. */
  readonly otherwise?: KeyturnError;
  /** Lines below the question that explain the answers. */
  readonly notes?: readonly string[];
  /** Shown with `?`. */
  readonly help?: readonly string[];
}

export interface ChooseQuestion extends QuestionBase {
  readonly kind: 'choose';
  readonly choices: readonly Choice[];
  /** Total number if `choices` contains only the first ones. Shown with a hint to filter. */
  readonly total?: number;
  readonly totalNoun?: string;
  /** Searches on the server. Set if there may be more than `choices`. */
  readonly search?: (text: string) => Promise<{ readonly choices: readonly Choice[]; readonly total: number }>;
}

export interface TextQuestion extends QuestionBase {
  readonly kind: 'text';
  readonly placeholder?: string;
  /** The reason why the text isn't valid, or null. */
  readonly check: (text: string) => string | null;
}

/** The answer goes only to the secret store. It is never drawn, drafted or saved. */
export interface PassphraseQuestion extends QuestionBase {
  readonly kind: 'passphrase';
  /** True if the passphrase is chosen now and must be typed twice. */
  readonly isNew: boolean;
  /** Whether an empty text is an answer: keyturn then makes one up. Otherwise it is none. */
  readonly mayBeEmpty: boolean;
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
  /**
   * Other actions of the plan as phrases, for example assigning a permission set or turning on REST access to secrets
   * temporarily.
   */
  readonly acts: readonly string[];
  /** What won't change, as phrases. */
  readonly keeps: readonly string[];
  readonly warnings: readonly string[];
  /** The files before and after the deploy, for key `v`. */
  readonly files: readonly { readonly path: string; readonly before: string; readonly after: string }[];
  /** Set after a check-only deploy. */
  readonly validated: Verdict | null;
  /** Where the plan was just saved, or why it wasn't. */
  readonly saved: Verdict | null;
}

export interface Verdict {
  /** `unknown`: it couldn't be checked. */
  readonly ok: boolean | 'unknown';
  readonly sentence: string;
}
