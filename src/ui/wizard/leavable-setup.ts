import type { OrgTouch } from '../../core/setup/setup-events.ts';
import { cancelingDeploy } from '../../core/words/waiting.ts';
import type { Leavable } from '../kit/leave.ts';
import type { WizardStore } from './wizard-store.ts';
import type { WizardView } from './wizard-view.ts';

/** How the guided setup behaves when a person quits it. */
export function leavableSetup(store: WizardStore): Leavable<WizardView> {
  return {
    store,
    isChanging: ({ touch }) => touch.kind === 'changing' && !touch.canCancel,
    // Quitting during a change is safe: the audit trail records what was started.
    patienceMs: ({ touch }) => (touch.kind === 'changing' ? patienceOf(touch) : 1000),
  };
}

function patienceOf({ mustFinish, canCancel }: Extract<OrgTouch, { kind: 'changing' }>): number {
  if (mustFinish) return 60_000;
  return canCancel ? 45_000 : 5000;
}

/** What a second ctrl+c does while the org is changing. */
export function leaveSentence(touch: OrgTouch): string {
  return touch.kind === 'changing' && touch.mustFinish
    ? 'Press ctrl+c again to quit once the org setting is restored'
    : 'Press ctrl+c again to quit; Salesforce may still finish the change, and the audit trail records it';
}

/** What quitting waits for; null for nothing that takes long. */
export function leavingSentence(touch: OrgTouch): string | null {
  if (touch.kind !== 'changing') return null;
  if (touch.canCancel) return `${cancelingDeploy}. Press ctrl+c again to quit at once`;
  return touch.mustFinish ? 'Quitting once the org setting is restored' : null;
}
