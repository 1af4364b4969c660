import { hasPair, isHandedOver, nameOf, type Rotation } from '../model/rotation.ts';
import { removedNames, unagreedIn } from '../model/rotation-deliveries.ts';
import type { Automation } from '../model/watched-app.ts';
import type { WhyKept } from '../reasons/rotation.ts';

/**
 * Whether the previous credentials may be deleted after their grace period. A person who typed the app's name decides.
 * Otherwise every consumer must be confirmed, or the automation must be `rotate`; `remind` never deletes.
 */
export function mayDelete(rotation: Rotation, automation: Automation): boolean {
  const { kind, consent, graceDays, deliveries, removed = [], hasNoConsumers } = rotation;
  if (kind === 'retire') return unagreedIn(rotation).every(hasPair);
  if (kind === 'emergency') return true;
  if (removed.length > 0) return false;
  if (graceDays === 0 && consent.confirmed) return true;
  if (automation === 'remind' || !isHandedOver(rotation)) return false;
  return automation === 'rotate' || hasNoConsumers || deliveries.length > 0;
}

/** Why they aren't deleted, if they may not be. */
export function whyKept(rotation: Rotation, automation: Automation): WhyKept {
  const waiting = rotation.deliveries.filter((each) => !hasPair(each)).map(nameOf);
  const removed = removedNames(rotation);
  if (waiting.length + removed.length > 0) return { waiting, removed };
  return automation === 'remind' ? 'remind' : 'nobody-told';
}
