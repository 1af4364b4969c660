import type { OrgTouch } from '../../core/setup/setup-events.ts';
import type { Leavable } from '../kit/leave.ts';
import type { WizardStore } from './wizard-store.ts';
import type { WizardView } from './wizard-view.ts';

/** How the guided setup behaves when a person quits it. */
export function leavableSetup(store: WizardStore): Leavable<WizardView> {
  return {
    store,
    isChanging: ({ touch }) => touch.kind === 'changing',
    // Quitting during a change is safe: the audit trail records what was started.
    patienceMs: ({ touch }) => (touch.kind === 'changing' ? (touch.mustFinish ? 60_000 : 5000) : 1000),
  };
}

/** What a second ctrl+c does while the org is changing. */
export function leaveSentence(touch: OrgTouch): string {
  return touch.kind === 'changing' && touch.mustFinish
    ? 'Press ctrl+c again to quit once the org setting is restored'
    : 'Press ctrl+c again to quit; the deploy continues in the org and is recorded in the audit trail';
}
