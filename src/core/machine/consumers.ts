import { type DeliveryState, type DeliveryStatus, pendingDelivery, type Rotation } from '../model/rotation.ts';
import { isSameTarget, type Target } from '../model/target.ts';
import type { RotationEvent } from './events.ts';

type Event<Type extends RotationEvent['type']> = Extract<RotationEvent, { type: Type }>;

/** A run with consumers that it didn't know. One that had been removed is a consumer again. */
export function withConsumers(rotation: Rotation, { targets, names = [] }: Event<'consumers-named'>): Rotation {
  const added = targets.map((target, index) => pendingDelivery(target, names[index]));
  const isBack = ({ target }: DeliveryState) => targets.some((one) => isSameTarget(one, target));
  return withRemoved(
    { ...rotation, deliveries: [...rotation.deliveries, ...added] },
    removedOf(rotation).filter((one) => !isBack(one)),
  );
}

/**
 * A run without a consumer. Until something is done for a rotation, the consumer is simply not part of it. After that, nobody
 * knows which credentials it has: the run keeps it in `removed`. It no longer stops the run.
 */
export function withoutConsumer(rotation: Rotation, target: Target): Rotation {
  const found = rotation.deliveries.find((one) => isSameTarget(one.target, target));
  if (!found) return rotation;
  const deliveries = rotation.deliveries.filter((one) => one !== found);
  const isOnlyStaged = rotation.kind === 'stage' && found.status === 'pending';
  const removed = isOnlyStaged ? removedOf(rotation) : [...removedOf(rotation), found];
  return withRemoved({ ...rotation, deliveries, stop: null, retry: null }, removed);
}

/** The same consumer under another name or target. What another target got doesn't count. */
export function withConsumerEdited(rotation: Rotation, { target, to, name }: Event<'consumer-edited'>): Rotation {
  const isSame = isSameTarget(target, to);
  const edited = ({ consumer: _old, ...each }: DeliveryState): DeliveryState => {
    const fresh = pendingDelivery(to, name);
    return isSame ? { ...fresh, ...each } : fresh;
  };
  const deliveries = rotation.deliveries.map((each) => (isSameTarget(each.target, target) ? edited(each) : each));
  return { ...rotation, deliveries, ...(isSame ? {} : { stop: null, retry: null }) };
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
export function withStatus(each: DeliveryState, { status, at, problem }: Event<'delivery'>): DeliveryState {
  const { since, ...rest } = each;
  const first = since ?? (each.status === 'failed' ? each.at : null);
  const isKept = first !== null && (status === 'failed' || status === 'pending');
  return { ...rest, status, at, problem, ...(isKept ? { since: first } : {}) };
}

function removedOf({ removed = [] }: Rotation): readonly DeliveryState[] {
  return removed;
}

/** The field is missing if nothing was removed. */
function withRemoved({ removed: _before, ...rotation }: Rotation, removed: readonly DeliveryState[]): Rotation {
  return removed.length > 0 ? { ...rotation, removed } : rotation;
}

/** Statuses with which a person may say that a consumer has the new credentials. */
export const confirmable: ReadonlySet<DeliveryStatus> = new Set(['waiting', 'failed', 'confirmed']);
