import type { EmergencyPlan } from '../model/emergency-plan.ts';
import { plainText } from '../plain/text.ts';

/** The steps of a plan that block access and restore it. */
export function containStep({ containBy, wasBlocked }: EmergencyPlan): string {
  if (wasBlocked)
    return `Check that ${containBy === 'freeze' ? 'the execution user is frozen' : 'OAuth is off for the app'}, as before.`;
  if (containBy === 'flow') return 'Turn off OAuth for the app.';
  if (containBy === 'freeze') return 'Freeze the execution user.';
  return 'Turn off OAuth for the app. If the org refuses, freeze the execution user.';
}

export function openStep({ containBy, wasBlocked, frozenFor }: EmergencyPlan): string {
  if (wasBlocked) return containBy === 'freeze' ? 'Leave the execution user frozen.' : 'Leave OAuth off for the app.';
  if (containBy === 'flow') return 'Turn OAuth back on for the app.';
  if (containBy === 'freeze')
    return frozenFor
      ? `Unfreeze the execution user, unless the emergency of ${plainText(frozenFor.app, 80)} still needs it frozen.`
      : 'Unfreeze the execution user.';
  return 'Restore access.';
}

/** The last step as long as the credentials can't be replaced. */
export function stopStep({ containBy }: EmergencyPlan): string {
  const off = containBy === 'freeze' ? 'The execution user stays frozen.' : 'OAuth stays off for the app.';
  return `Stop, because the credentials can't be replaced now. ${containBy === 'flow-or-freeze' ? 'Access stays blocked.' : off}`;
}
