import { day } from '../plain/time.ts';
import type { EmergencyRun } from './emergency-run.ts';
import { newTargets, type Target } from './target.ts';

/**
 * What a run is for.
 * - stage: a new pair beside the primary one, and no further
 * - rotate: the new pair becomes primary, the former one ends after its grace period
 * - back: the former pair becomes primary again
 * - retire: the previous pair ends now
 * - discard: the staged pair ends without ever having become primary
 * - emergency: a leaked pair is replaced without any grace, and everything that came of it ended
 */
export type RotationKind = 'stage' | 'rotate' | 'back' | 'retire' | 'discard' | 'emergency';

/** Every kind but the emergency, which has a plan and a consent of its own. */
export type OperationKind = Exclude<RotationKind, 'emergency'>;

/** Consumers get the new pair before it becomes primary; only where the org refuses staged pairs, after. */
export type RotationOrder = 'hand-over-first' | 'rotate-first';

/** What a person agreed to when the run began; it holds for every later attempt. */
export interface Consent {
  /** The app's name was typed: what can break an integration may be done. */
  readonly confirmed: boolean;
  /** Other flows that use the same consumer key may be changed along. */
  readonly otherFlows: boolean;
  /** The org's setting for secrets over REST may be borrowed. */
  readonly borrow: boolean;
}

/**
 * - pending: not tried yet
 * - failed: tried, and worth trying again
 * - delivered: handed over by a program, and confirmed by it
 * - waiting: a person has to update this consumer
 * - confirmed: that person said so
 */
export type DeliveryStatus = 'pending' | 'failed' | 'delivered' | 'waiting' | 'confirmed';

export interface DeliveryState {
  readonly target: Target;
  readonly status: DeliveryStatus;
  /** Epoch ms of the last change; null while pending. */
  readonly at: number | null;
  readonly problem: string | null;
}

export type ProofAnswer = 'accepted' | 'refused' | 'inconclusive';

export interface ProofRecord {
  readonly consumerKey: string;
  readonly answer: ProofAnswer;
  readonly at: number;
  /** In words; never a secret. */
  readonly detail: string;
}

export interface Retry {
  /** 1 for the first. */
  readonly attempt: number;
  /** Epoch ms; its jitter was chosen once. */
  readonly at: number;
  /** When the first of these failures in a row was met. */
  readonly since: number;
}

/**
 * One run of the machine for one consumer, as it is kept between attempts. No secret. Instants are epoch ms.
 * It tells what was done and what was found; which step comes next follows from it and from a look at the org.
 */
export interface Rotation {
  readonly id: string;
  readonly kind: RotationKind;
  readonly orgId: string;
  readonly org: string;
  readonly app: string;
  readonly consumerId: string;
  readonly startedAt: number;
  /** The run that this one took the place of; null where there was none. */
  readonly replaces: string | null;
  readonly consent: Consent;
  readonly graceDays: number;
  readonly hasNoConsumers: boolean;
  readonly deliveries: readonly DeliveryState[];
  /** Consumer key of the pair that ends: the primary of before; for `discard` the staged one. */
  readonly ends: string;
  /** Consumer key of the pair that stays; null until it is staged. */
  readonly stays: string | null;
  readonly order: RotationOrder;
  /** Whom the org knows us as: the author of the pairs that we stage. */
  readonly personId: string;
  readonly stageIntendedAt: number | null;
  /** The staged pair as the org listed it last. */
  readonly staged: { readonly id: string; readonly createdAt: number | null; readonly expiresAt: number | null } | null;
  readonly savedAt: number | null;
  readonly stagedProvedAt: number | null;
  /** The org takes staged pairs only once they are primary. */
  readonly stagedRefusedAt: number | null;
  readonly rotateIntendedAt: number | null;
  readonly rotatedAt: number | null;
  readonly primaryProvedAt: number | null;
  /** Self-rotation alone: a call was made with the new pair. */
  readonly calledAt: number | null;
  /** Until when the org keeps the previous pair; null before it is one. */
  readonly overlapEndsAt: number | null;
  readonly deleteIntendedAt: number | null;
  /** When the pair that ends was gone from the org. */
  readonly endedAt: number | null;
  /** When the org was seen to refuse the pair that ends. */
  readonly refusedAt: number | null;
  /** The last proofs, oldest first. */
  readonly proofs: readonly ProofRecord[];
  readonly retry: Retry | null;
  /** Why it waits for a person; null while it doesn't. */
  readonly stop: { readonly code: string; readonly at: number } | null;
  readonly finishedAt: number | null;
  /** null for every other kind of run. */
  readonly emergency: EmergencyRun | null;
  readonly outcome: RotationOutcome | null;
}

/**
 * - lost: somebody else deleted the credentials that were to become primary
 * - replaced: another run took over
 * - refused: Salesforce did not take the way back, and nothing has changed
 */
export type RotationOutcome = 'done' | 'discarded' | 'lost' | 'replaced' | 'refused';

/** A run of this kind always says what is special about it. */
export type Emergency = Rotation & { readonly emergency: EmergencyRun };

export function isEmergency(rotation: Rotation): rotation is Emergency {
  return rotation.emergency !== null;
}

/** Whether what an emergency has turned off is off still, or may be: an answer may have been lost. */
export function isContained({ emergency }: Pick<Rotation, 'emergency'>): boolean {
  return emergency?.containment?.openedAt === null;
}

export type RotationPhase =
  | 'planned'
  | 'staged'
  | 'saved'
  | 'proved'
  | 'handed-over'
  | 'rotated'
  | 'grace'
  | 'deleted'
  | RotationOutcome;

/** How far a run has come, in one word. */
export function phaseOf(rotation: Rotation): RotationPhase {
  const { outcome, endedAt, rotatedAt, primaryProvedAt, stagedProvedAt, savedAt, stays, kind } = rotation;
  if (outcome !== null) return outcome;
  if (endedAt !== null) return 'deleted';
  if (kind === 'discard') return 'planned';
  if (rotatedAt !== null) return primaryProvedAt === null || kind === 'emergency' ? 'rotated' : 'grace';
  if (stagedProvedAt !== null) return isHandedOver(rotation) && kind !== 'stage' ? 'handed-over' : 'proved';
  if (savedAt !== null) return 'saved';
  return stays === null ? 'planned' : 'staged';
}

/** Consumer key of the new pair. Asked for only once it is staged. */
export function stayingKey({ stays }: Pick<Rotation, 'stays'>): string {
  if (stays === null) throw new Error('the new pair is not staged yet');
  return stays;
}

type Ends = Pick<Rotation, 'ends' | 'stays' | 'rotatedAt'>;

/** Consumer key of the pair that is primary as far as the run knows. */
export function primaryOf({ ends, stays, rotatedAt }: Ends): string {
  return rotatedAt === null ? ends : stayingKey({ stays });
}

/** Whether the primary pair is one that the run left or made there; else others have changed it. */
export function isOurPrimary({ ends, stays, rotatedAt }: Ends, primaryKey: string): boolean {
  return primaryKey === stays || (rotatedAt === null && primaryKey === ends);
}

/** Whether a consumer has the pair that stays. */
export function hasPair({ status }: Pick<DeliveryState, 'status'>): boolean {
  return status === 'delivered' || status === 'confirmed';
}

/** Whether every consumer has the pair that stays. */
export function isHandedOver({ deliveries }: Rotation): boolean {
  return deliveries.every(hasPair);
}

export function pendingDelivery(target: Target): DeliveryState {
  return { target, status: 'pending', at: null, problem: null };
}

/** Consumers of the app that the run doesn't know yet; those of a pair that only ends are nobody's concern. */
export function unnamedConsumers({ kind, deliveries }: Rotation, all: readonly Target[]): readonly Target[] {
  if (kind === 'retire' || kind === 'discard') return [];
  const known = deliveries.map(({ target }) => target);
  return newTargets(known, all);
}

/** Targets that a program can be sent to, and that have not got the pair yet. */
export function undelivered({ deliveries }: Rotation): readonly Target[] {
  return deliveries.filter(({ status }) => status === 'pending' || status === 'failed').map(({ target }) => target);
}

/** Consumers whose person hasn't answered yet, by name. */
export function unconfirmed({ deliveries }: Rotation): readonly string[] {
  return deliveries.filter(({ status }) => status === 'waiting').map(({ target }) => target.name);
}

/** The command that goes on with a run; what a person started as an emergency is gone on with as one. */
export function goingOn({ app, emergency }: Pick<Rotation, 'app' | 'emergency'>): string {
  if (emergency === null) return `resume ${app}`;
  return `emergency ${app}${emergency.keepsSessions ? ' --keep-sessions' : ''}`;
}

/** When the previous pair has lived long enough; null while there is none. */
export function graceEndsAt({ rotatedAt, graceDays, kind }: Rotation): number | null {
  if (rotatedAt === null) return null;
  return kind === 'retire' || kind === 'emergency' ? rotatedAt : rotatedAt + graceDays * day;
}
