import type { Rotation } from '../model/rotation.ts';
import type { Target } from '../model/target.ts';
import { defaultPolicy } from '../model/watched-app.ts';
import { newRotation, replacedBy } from './new-rotation.ts';
import type { Start, StartFacts } from './start-request.ts';

/** What `watch` found out. */
export interface FoundOutside extends Pick<StartFacts, 'open' | 'personId' | 'now' | 'newId'> {
  /** The app with the credentials that a person has accepted. */
  readonly watched: Pick<
    StartFacts['watched'],
    'orgId' | 'org' | 'app' | 'consumerId' | 'consumerKey' | 'consumers' | 'deliveries' | 'hasNoConsumers' | 'policy'
  >;
  /** Consumer key of the credentials that keyturn watched before. */
  readonly before: string;
  /** Whether the accepted credentials are in the secret store. */
  readonly isStored: boolean;
  /** Whether the org was seen not to have the credentials any more that keyturn watched before, for example after a refresh. */
  readonly isGone?: boolean;
}

/** `rotation` is null if there is nobody to deliver to. */
export type DeliveryStart = Start | { readonly rotation: null; readonly replaced: Rotation };

/**
 * A person accepted credentials that others had made current, so the consumers still have the previous ones. The rotation that
 * others began continues: verify, deliver, and delete the previous credentials only after a grace period that begins now. There is
 * no grace period if the org doesn't have them any more.
 * Without consumers, there is nothing to deliver, and the open run only ends.
 * @returns null if the credentials are the same, the open run delivers them, or there is neither a consumer nor a run
 */
export function startDelivery(found: FoundOutside): DeliveryStart | null {
  const { open, watched, before, personId, now, newId, isStored, isGone = false } = found;
  const { consumerKey } = watched;
  // A run that only stages delivers nothing.
  const isOurs = open !== null && (open.emergency !== null || (open.stays === consumerKey && open.kind !== 'stage'));
  if (before === consumerKey || isOurs) return null;
  const replaced = open && replacedBy(open, now);
  if (watched.consumers.length === 0) return replaced && { rotation: null, replaced };
  // Only a person who typed the app's name ends the previous credentials without a grace period.
  const graceDays = watched.policy.graceDays || defaultPolicy.graceDays;
  const consent = { confirmed: false, otherFlows: false, borrow: true };
  const request = { kind: 'rotate', consent, graceDays, deliveries: null, noConsumers: false } as const;
  const rotation = {
    ...newRotation(request, { watched, open, personId, now, newId }, before),
    stays: consumerKey,
    savedAt: isStored ? now : null,
    rotatedAt: now,
    endedAt: isGone ? now : null,
  };
  return { rotation, replaced };
}

/**
 * Consumer key of the credentials that consumers have. Once a check has seen that others promoted what a run had only staged,
 * keyturn watches those, but that run delivers nothing.
 */
export function keyBefore(open: Rotation | null, watched: Pick<FoundOutside['watched'], 'consumerKey'>): string {
  return open?.kind === 'stage' && open.stays === watched.consumerKey ? open.ends : watched.consumerKey;
}

/** What `resume` found out. */
export interface Behind extends Pick<FoundOutside, 'personId' | 'now' | 'newId'> {
  readonly watched: FoundOutside['watched'];
  /** Targets that have other credentials than the current ones. */
  readonly targets: readonly Target[];
}

/**
 * No run is open, and consumers have other credentials than the current ones. This run delivers the current ones to them alone.
 * It promotes and deletes nothing, so it needs no look at the staging slot.
 */
export function deliverAgain({ watched, targets, personId, now, newId }: Behind): Rotation {
  const consent = { confirmed: false, otherFlows: false, borrow: false };
  const request = { kind: 'rotate', consent, graceDays: null, deliveries: null, noConsumers: false } as const;
  const facts = { watched: { ...watched, deliveries: targets }, open: null, personId, now, newId };
  const over = { savedAt: now, rotatedAt: now, endedAt: now, refusedAt: now };
  return { ...newRotation(request, facts, watched.consumerKey), stays: watched.consumerKey, ...over };
}
