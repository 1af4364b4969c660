import type { DeployProgress } from '../ports/ports.ts';
import type { checkTitles } from '../words/preflight.ts';
import { type Doing, stepTitles } from '../words/setup.ts';

export type StepId = keyof typeof stepTitles;
export const stepIds = Object.keys(stepTitles) as readonly StepId[];

/** One line of the preflight. */
export interface Check {
  readonly id: keyof typeof checkTitles;
  readonly status: 'running' | 'ok' | 'note' | 'failed';
  /** What was found, in words. */
  readonly finding?: string;
  readonly cure?: string;
}

/** The answer to the only question a nervous admin has: has anything changed yet? */
export type OrgTouch =
  | { readonly kind: 'untouched' }
  /** `mustFinish`: something was taken for a moment and is given back; leaving waits for that. */
  | { readonly kind: 'changing'; readonly what: string; readonly mustFinish?: boolean }
  | { readonly kind: 'changed'; readonly what: string }
  | { readonly kind: 'restored'; readonly what: string };

/** What the setup tells while it works; screens and logs draw it, nothing depends on who listens. */
export type SetupEvent =
  | {
      readonly kind: 'step';
      readonly step: StepId;
      readonly status: 'active' | 'done' | 'failed' | 'open';
      readonly summary?: string;
    }
  /** Something that may take longer than a moment begins; null when it is over. */
  | { readonly kind: 'doing'; readonly doing: Doing | null }
  | { readonly kind: 'check'; readonly check: Check }
  | { readonly kind: 'sign-in-address'; readonly url: string }
  | { readonly kind: 'deploy'; readonly progress: DeployProgress }
  | { readonly kind: 'deploy-queued'; readonly detail: string }
  /** A wait with a visible countdown; `until` is an instant of the setup's clock. */
  | { readonly kind: 'waiting'; readonly until: number; readonly attempt: number }
  | { readonly kind: 'proof'; readonly answer: 'accepted' | 'refused' | 'inconclusive'; readonly sentence: string }
  | { readonly kind: 'touch'; readonly touch: OrgTouch }
  | { readonly kind: 'warning'; readonly text: string }
  /** The person chose the practice org: from here on everything is make-believe, and on its clock. */
  | { readonly kind: 'practice'; readonly now: () => number };
