import { type DeliveryState, hasPair, mayHaveGot, pendingDelivery, type Rotation } from '../model/rotation.ts';
import { leftToPeople } from '../model/rotation-deliveries.ts';
import { isSameTarget, type Target } from '../model/target.ts';
import type { RotationEvent } from './events.ts';

type Event<Type extends RotationEvent['type']> = Extract<RotationEvent, { type: Type }>;

/** A run with consumers that it didn't know. One that had been removed is a consumer again. */
export function withConsumers(rotation: Rotation, { targets, names = [] }: Event<'consumers-named'>): Rotation {
  const added = targets.map((target, index) => pendingDelivery(target, names[index]));
  return withRemoved({ ...rotation, deliveries: [...rotation.deliveries, ...added] }, without(targets, rotation));
}

/**
 * A run with a consumer that a person has added. It gets the credentials that stay before the run deletes others, or a person
 * agrees to go without it. A discard updates consumers only if some may have the staged credentials.
 */
export function withConsumerAdded(rotation: Rotation, { target, name }: Event<'consumer-added'>): Rotation {
  const { kind, deliveries, endedAt } = rotation;
  const isKnown = deliveries.some((one) => isSameTarget(one.target, target));
  if (isKnown || (kind === 'discard' && (deliveries.length === 0 || endedAt !== null))) return rotation;
  const added = { ...rotation, deliveries: [...deliveries, newcomer(rotation, target, name)], stop: null, retry: null };
  return withRemoved(added, without([target], rotation));
}

/** Nobody has tried yet to update it, and whoever agreed to a retirement didn't know about it. */
function newcomer({ kind }: Rotation, target: Target, name: string): DeliveryState {
  const fresh = pendingDelivery(target, name);
  return kind === 'retire' ? { ...fresh, unagreed: true } : fresh;
}

/**
 * A run without a consumer. Until something is done for a rotation, the consumer is simply not part of it. After that, nobody
 * knows which credentials it has: the run keeps it in `removed`. It no longer stops the run. A discard leaves alone those
 * that have the current credentials again.
 */
export function withoutConsumer(rotation: Rotation, target: Target): Rotation {
  const found = rotation.deliveries.find((one) => isSameTarget(one.target, target));
  if (!found) return rotation;
  const deliveries = rotation.deliveries.filter((one) => one !== found);
  const isOnlyStaged = rotation.kind === 'stage' && found.status === 'pending';
  const isSettled = isOnlyStaged || (rotation.kind === 'discard' && hasPair(found));
  const removed = isSettled ? removedOf(rotation) : [...removedOf(rotation), found];
  return withRemoved({ ...afterPerson({ ...rotation, deliveries }), retry: null }, removed);
}

/** What a person has confirmed or removed ends any wait, unless only other people are waited for. */
export function afterPerson(rotation: Rotation): Rotation {
  const { stop, deliveries } = rotation;
  const isWaiting = stop?.code === 'HandOverPending' && deliveries.some(({ status }) => status === 'waiting');
  const isForPeople = isWaiting && deliveries.every((one) => hasPair(one) || one.status === 'waiting');
  return isForPeople ? rotation : { ...rotation, stop: null };
}

/**
 * The same consumer under another name or target. What the old target got doesn't count for the new one. If the old target may
 * have credentials that won't stay, it is kept in `removed`, under the target's own name.
 */
export function withConsumerEdited(rotation: Rotation, { target, to, name }: Event<'consumer-edited'>): Rotation {
  const isMeant = (each: DeliveryState) => isSameTarget(each.target, target);
  if (isSameTarget(target, to)) {
    const unnamed = pendingDelivery(to, name);
    const renamed = ({ consumer: _old, ...each }: DeliveryState): DeliveryState => ({ ...unnamed, ...each });
    return { ...rotation, deliveries: rotation.deliveries.map((each) => (isMeant(each) ? renamed(each) : each)) };
  }
  const found = rotation.deliveries.find(isMeant);
  if (!found)
    return { ...withConsumerAdded(rotation, { type: 'consumer-added', target: to, name }), stop: null, retry: null };
  const fresh = newcomer(rotation, to, name);
  const { consumer: _name, ...old } = found;
  const deliveries = rotation.deliveries.map((each) => (each === found ? fresh : each));
  const removed = [...without([to], rotation), ...(leavesTraces(rotation, found) ? [old] : [])];
  return withRemoved({ ...rotation, deliveries, stop: null, retry: null }, removed);
}

/** Everyone in a discard may have the staged credentials, until they have the current ones again. */
function leavesTraces({ kind }: Rotation, old: DeliveryState): boolean {
  return kind === 'discard' ? !hasPair(old) : mayHaveGot(old);
}

/** A person updates these consumers in this run, unless they have the credentials. */
export function byHand(rotation: Rotation, targets: readonly Target[]): Rotation {
  const isMeant = ({ target, status }: DeliveryState) =>
    (status === 'pending' || status === 'failed') && targets.some((one) => isSameTarget(one, target));
  const deliveries = rotation.deliveries.map(
    (each): DeliveryState => (isMeant(each) ? { ...each, status: 'pending', problem: null, byHand: true } : each),
  );
  return { ...rotation, deliveries };
}

/** A delivery with a new status. Repeated failures keep the time of the first one, also while the next attempt is under way. */
export function withStatus(each: DeliveryState, event: Event<'delivery'>): DeliveryState {
  const { status, at, problem } = event;
  const { since, overwritten = event.overwritten, ...rest } = each;
  const first = since ?? (each.status === 'failed' ? each.at : null);
  const isOpen = status === 'failed' || status === 'pending';
  const isKept = first !== null && isOpen;
  const more = { ...(isKept ? { since: first } : {}), ...(overwritten && isOpen ? { overwritten } : {}) };
  return { ...rest, status, at, problem, ...more };
}

/** A person agreed to what the plan said, also about consumers that have lost the credentials, or were added. */
export function withConsent(rotation: Rotation): Rotation {
  const agreed = ({ overwritten: _known, unagreed: _new, ...each }: DeliveryState): DeliveryState => each;
  return { ...rotation, deliveries: rotation.deliveries.map(agreed) };
}

/** A person who continues the rotation has agreed to go without the removed consumers. Staging promotes nothing. */
export function continuedByPerson(rotation: Rotation): Rotation {
  const { kind, removed } = rotation;
  if (!removed || kind === 'stage') return rotation;
  return { ...rotation, removed: removed.map((each): DeliveryState => ({ ...each, goneWithout: true })) };
}

function removedOf({ removed = [] }: Rotation): readonly DeliveryState[] {
  return removed;
}

function without(targets: readonly Target[], rotation: Rotation): readonly DeliveryState[] {
  return removedOf(rotation).filter(({ target }) => !targets.some((one) => isSameTarget(one, target)));
}

/** The field is missing if nothing was removed. */
function withRemoved({ removed: _before, ...rotation }: Rotation, removed: readonly DeliveryState[]): Rotation {
  return removed.length > 0 ? { ...rotation, removed } : rotation;
}

/** The consumers of a run of which a person may say that they have the credentials. After a failed delivery, too. */
export function confirmable(rotation: Rotation): readonly DeliveryState[] {
  const people = leftToPeople(rotation);
  return rotation.deliveries.filter(
    (each) => each.status === 'failed' || each.status === 'confirmed' || people.includes(each),
  );
}
