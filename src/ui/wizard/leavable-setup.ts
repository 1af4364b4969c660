import type { OrgTouch } from '../../core/setup/setup-events.ts';
import type { Leavable } from '../kit/leave.ts';
import type { WizardStore } from './wizard-store.ts';
import type { WizardView } from './wizard-view.ts';

/** The guided setup as one that can be left. */
export function leavableSetup(store: WizardStore): Leavable<WizardView> {
  return {
    store,
    isChanging: ({ touch }) => touch.kind === 'changing',
    // What it began in the org is journalled.
    patienceMs: ({ touch }) => (touch.kind === 'changing' ? (touch.mustFinish ? 60_000 : 5000) : 1000),
  };
}

/** What a second ctrl+c does while the org is being changed. */
export function leaveSentence(touch: OrgTouch): string {
  return touch.kind === 'changing' && touch.mustFinish
    ? 'ctrl+c again leaves as soon as it is given back'
    : 'ctrl+c again leaves; the deploy goes on in the org and is journalled';
}
