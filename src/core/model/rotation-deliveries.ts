import { type DeliveryState, endsNothing, hasPair, nameOf, type Rotation } from './rotation.ts';
import { isManual, isSameTarget, newTargets, type Target } from './target.ts';

/** Consumers of a retirement that the person who agreed to it didn't know about. */
export function unagreedIn({ deliveries }: Pick<Rotation, 'deliveries'>): readonly DeliveryState[] {
  return deliveries.filter(({ unagreed }) => unagreed);
}

/** Names of the consumers that were removed during the run, and of targets that consumers had before. */
export function removedNames({ removed = [] }: Pick<Rotation, 'removed'>): readonly string[] {
  return removed.map(nameOf);
}

/** Consumers of the app that the run doesn't know yet. Retiring and discarding need none, and neither does delivering again. */
export function unnamedConsumers(rotation: Rotation, all: readonly Target[]): readonly Target[] {
  const { kind, deliveries } = rotation;
  if (kind === 'retire' || kind === 'discard' || endsNothing(rotation)) return [];
  const known = deliveries.map(({ target }) => target);
  return newTargets(known, all);
}

/** Automatic targets that don't have the credentials yet. */
export function undelivered({ deliveries }: Rotation): readonly Target[] {
  return deliveries.filter(({ status }) => status === 'pending' || status === 'failed').map(({ target }) => target);
}

/** Names of consumers that nobody has confirmed yet. */
export function unconfirmed({ deliveries }: Rotation): readonly string[] {
  return deliveries.filter(({ status }) => status === 'waiting').map(nameOf);
}

/**
 * The consumers that a person updates and confirms now: those that the run waits for, and those that were added or moved since,
 * while the credentials that they get are already given out.
 */
export function leftToPeople(rotation: Rotation): readonly DeliveryState[] {
  const isGiven = isGivenOut(rotation);
  return rotation.deliveries.filter(
    ({ status, target, byHand }) =>
      status === 'waiting' || (isGiven && status === 'pending' && (isManual(target) || byHand === true)),
  );
}

function isGivenOut({ kind, rotatedAt, stagedProvedAt, order }: Rotation): boolean {
  if (kind === 'discard' || rotatedAt !== null) return true;
  return kind !== 'stage' && kind !== 'emergency' && order === 'hand-over-first' && stagedProvedAt !== null;
}

/** Targets that a run delivers to when it continues. */
export function deliversTo(rotation: Rotation): readonly Target[] {
  const people = leftToPeople(rotation).map(({ target }) => target);
  return undelivered(rotation).filter((target) => !people.includes(target));
}

/**
 * Removed consumers that the promotion waits for, until a person continues the rotation. Some orgs end the previous credentials
 * with the promotion, which nothing shows beforehand. A consumer that still uses them would lose its access.
 */
export function keptFromPromotion({ removed = [] }: Pick<Rotation, 'removed'>): readonly DeliveryState[] {
  return removed.filter(({ goneWithout }) => !goneWithout);
}

/** Whether the promotion that is left of a run waits until a person agrees to go without removed consumers. */
export function waitsForPerson(rotation: Rotation): boolean {
  const { kind, rotatedAt, finishedAt } = rotation;
  const promotes = kind === 'rotate' || kind === 'back';
  return promotes && rotatedAt === null && finishedAt === null && keptFromPromotion(rotation).length > 0;
}

/** The run with what a later run has delivered again: the latest delivery to each consumer counts. */
export function withRepeated(rotation: Rotation, repeated: Rotation | null): Rotation {
  if (repeated === null || !endsNothing(repeated) || repeated.stays !== rotation.stays) return rotation;
  const isRepeated = ({ target }: DeliveryState) => repeated.deliveries.some((one) => isSameTarget(one.target, target));
  const others = rotation.deliveries.filter((one) => !isRepeated(one));
  return { ...rotation, deliveries: [...others, ...repeated.deliveries] };
}

/** Whether this run gave a consumer what it has, so that the run delivers it again if it gets lost. */
export function deliveredBy({ kind, deliveries }: Rotation, target: Target): boolean {
  return kind !== 'retire' && deliveries.some((one) => isSameTarget(one.target, target) && hasPair(one));
}
