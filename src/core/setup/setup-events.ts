import type { DeployNews } from '../acts/deploying.ts';
import type { checkTitles } from '../words/preflight.ts';
import { type Doing, stepTitles } from '../words/setup.ts';

export type StepId = keyof typeof stepTitles;
export const stepIds = Object.keys(stepTitles) as readonly StepId[];

/** One line of the preflight. */
export interface Check {
  readonly id: keyof typeof checkTitles;
  readonly status: 'running' | 'ok' | 'note' | 'failed';
  /** The finding, in words. */
  readonly finding?: string;
  readonly cure?: string;
}

/** Whether this run has changed anything in the org. */
export type OrgTouch =
  | { readonly kind: 'untouched' }
  /**
   * `mustFinish`: an org setting is changed temporarily; quitting waits until it is restored.
   * `canCancel`: quitting asks Salesforce to cancel the change, and waits for the answer.
   */
  | { readonly kind: 'changing'; readonly what: string; readonly mustFinish?: boolean; readonly canCancel?: boolean }
  | { readonly kind: 'changed'; readonly what: string }
  | { readonly kind: 'restored'; readonly what: string };

/** What the setup reports while it works. Screens and logs show it; the setup doesn't depend on them. */
export type SetupEvent =
  | {
      readonly kind: 'step';
      readonly step: StepId;
      readonly status: 'active' | 'done' | 'failed' | 'open';
      readonly summary?: string;
    }
  /** A task starts that may take a while; null when it has ended. */
  | { readonly kind: 'doing'; readonly doing: Doing | null }
  | { readonly kind: 'check'; readonly check: Check }
  | { readonly kind: 'sign-in-address'; readonly url: string }
  | DeployNews
  /** A wait with a countdown. `until` is on the setup's clock. */
  | { readonly kind: 'waiting'; readonly until: number; readonly attempt: number }
  | { readonly kind: 'proof'; readonly answer: 'accepted' | 'refused' | 'inconclusive'; readonly sentence: string }
  | { readonly kind: 'touch'; readonly touch: OrgTouch }
  | { readonly kind: 'warning'; readonly text: string }
  /** The person chose the practice org: from now on everything happens there, on its clock. */
  | { readonly kind: 'practice'; readonly now: () => number };
