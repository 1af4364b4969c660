import { type DeliveryState, hasPair, isHandedOver, type Rotation } from '../model/rotation.ts';
import { unagreedIn } from '../model/rotation-deliveries.ts';
import type { Automation } from '../model/watched-app.ts';

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

/**
 * Removed consumers that the promotion waits for, until a person continues the rotation. Some orgs end the previous credentials
 * with the promotion, which nothing shows beforehand. A consumer that still uses them would lose its access.
 */
export function keptFromPromotion({ removed = [] }: Pick<Rotation, 'removed'>): readonly DeliveryState[] {
  return removed.filter(({ goneWithout }) => !goneWithout);
}
