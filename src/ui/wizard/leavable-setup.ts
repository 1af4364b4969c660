import type { OrgTouch } from '../../core/setup/setup-events.ts';
import type { Leavable } from '../kit/leave.ts';
import type { WizardStore } from './wizard-store.ts';

/** The guided setup as one that can be left. */
export function leavableSetup(store: WizardStore): Leavable {
  return {
    leave: () => store.view().leave,
    setLeave: (leave) => store.dispatch({ kind: 'leave', leave }),
    isChanging: () => store.view().touch.kind === 'changing',
    patienceMs: () => patienceMs(store.view().touch),
  };
}

/** What a second ctrl+c does while the org is being changed. */
export function leaveSentence(touch: OrgTouch): string {
  return touch.kind === 'changing' && touch.mustFinish
    ? 'ctrl+c again leaves as soon as it is given back'
    : 'ctrl+c again leaves; the deploy goes on in the org and is journalled';
}

/** How long the setup may take to stop before it is left behind; what it began in the org is journalled. */
function patienceMs(touch: OrgTouch): number {
  if (touch.kind !== 'changing') return 1000;
  return touch.mustFinish ? 60_000 : 5000;
}
