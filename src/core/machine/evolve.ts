import { again, type Rotation, stayingKey } from '../model/rotation.ts';
import { freezeStop } from '../model/shared-freeze.ts';
import { isSameTarget } from '../model/target.ts';
import {
  afterPerson,
  byHand,
  continuedByPerson,
  withConsent,
  withConsumerAdded,
  withConsumerEdited,
  withConsumers,
  withoutConsumer,
  withStatus,
} from './consumers.ts';
import type { RotationEvent } from './events.ts';
import { afterReport, evolveEmergency } from './evolve-emergency.ts';

/** The number of proofs kept with a run. The journal has all of them. */
const keptProofs = 20;
/** How long a token shows that credentials work. The distance counts both ways, because a clock may be set back. */
const proofHoldsMs = 60 * 60_000;

/** A run after one more event. Every event may come twice: after a crash, the same thing is found again. */
export function evolve(rotation: Rotation, event: RotationEvent): Rotation {
  switch (event.type) {
    case 'stage-intended':
      return { ...rotation, stageIntendedAt: event.at };
    case 'staged':
      return { ...rotation, stays: event.consumerKey, staged: event.slot };
    case 'saved':
      return { ...rotation, savedAt: event.at };
    case 'unsaved':
      return { ...rotation, savedAt: null };
    case 'dropped':
      return {
        ...rotation,
        // In an emergency, consumers that got the dropped credentials also get the next ones.
        deliveries: rotation.emergency ? rotation.deliveries.map(again) : rotation.deliveries,
        stays: null,
        staged: null,
        savedAt: null,
        stageIntendedAt: null,
        stagedProvedAt: null,
        deleteIntendedAt: null,
      };
    case 'slot-seen':
      return { ...rotation, staged: event.slot };
    case 'proved':
      return { ...rotation, proofs: [...rotation.proofs, event.proof].slice(-keptProofs) };
    case 'staged-accepted':
      return { ...rotation, stagedProvedAt: event.at, retry: null };
    case 'staged-refused':
      return { ...rotation, stagedRefusedAt: event.at, order: 'rotate-first' };
    case 'delivery': {
      const { target, status } = event;
      const deliveries = rotation.deliveries.map((each) =>
        isSameTarget(each.target, target) ? withStatus(each, event) : each,
      );
      return status === 'confirmed' ? afterPerson({ ...rotation, deliveries }) : { ...rotation, deliveries };
    }
    case 'consumers-named':
      return withConsumers(rotation, event);
    case 'consumer-added':
      return withConsumerAdded(rotation, event);
    case 'consumer-removed':
      return withoutConsumer(rotation, event.target);
    case 'consumer-edited':
      return withConsumerEdited(rotation, event);
    case 'by-hand':
      return byHand(rotation, event.targets);
    case 'rotate-intended':
      return { ...rotation, rotateIntendedAt: event.at };
    case 'rotated':
      return { ...rotation, rotatedAt: event.at };
    case 'primary-accepted':
      return { ...rotation, primaryProvedAt: event.at, retry: null, emergency: afterReport(rotation) };
    case 'primary-doubtful':
      return { ...rotation, primaryProvedAt: null };
    case 'called':
      return { ...rotation, calledAt: event.at };
    case 'overlap-seen':
      return { ...rotation, overlapEndsAt: event.until };
    case 'delete-intended':
      return { ...rotation, deleteIntendedAt: event.at };
    case 'ended':
      return { ...rotation, endedAt: event.at, retry: null };
    case 'still-there':
      return { ...rotation, endedAt: null };
    case 'refused':
      return { ...rotation, refusedAt: event.at };
    case 'nothing-to-delete':
      return { ...rotation, ends: stayingKey(rotation), endedAt: event.at, refusedAt: event.at };
    case 'consented': {
      const { consent, graceDays, hasNoConsumers, kind } = event;
      return { ...withConsent(rotation), consent, graceDays, hasNoConsumers, kind };
    }
    case 'stopped':
      return { ...rotation, stop: { code: event.code, at: event.at }, retry: null };
    case 'retry-planned':
      return { ...rotation, retry: event.retry };
    case 'rested':
      return { ...rotation, retry: null };
    case 'freeze-over': {
      const { stop, emergency } = rotation;
      const { containment } = emergency ?? {};
      const going = { ...rotation, stop: stop?.code === freezeStop ? null : stop };
      if (!emergency || !containment?.leftTo) return going;
      const leftTo = { ...containment.leftTo, isOver: true as const };
      return { ...going, emergency: { ...emergency, containment: { ...containment, leftTo } } };
    }
    case 'going-on': {
      const going = event.isUnattended ? rotation : continuedByPerson(rotation);
      return { ...going, stop: null, stagedProvedAt: stillProved(rotation, event.at) };
    }
    case 'finished':
      return { ...rotation, outcome: event.outcome, finishedAt: event.at, stop: null, retry: null };
    case 'reopened':
      return { ...rotation, outcome: null, finishedAt: null };
    default:
      return evolveEmergency(rotation, event);
  }
}

/** Staged credentials are verified again shortly before they are promoted, not only weeks earlier. */
function stillProved({ stagedProvedAt, rotatedAt }: Rotation, now: number): number | null {
  const isStale = rotatedAt === null && stagedProvedAt !== null && Math.abs(now - stagedProvedAt) > proofHoldsMs;
  return isStale ? null : stagedProvedAt;
}
