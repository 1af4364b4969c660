import { day } from '../plain/time.ts';
import type { EmergencyRun } from './emergency-run.ts';
import { consumerName, type Target } from './target.ts';
import type { Why } from './why.ts';

/**
 * Purpose of a run.
 * - stage: only stage new credentials
 * - rotate: promote the new credentials and delete the previous ones after their grace period
 * - back: switch back to the previous credentials
 * - retire: delete the previous credentials now
 * - discard: delete the staged credentials
 * - emergency: replace leaked credentials without a grace period, and end all access that came from them
 */
export type RotationKind = 'stage' | 'rotate' | 'back' | 'retire' | 'discard' | 'emergency';

/** Every kind except emergency, which has its own plan and consent. */
export type OperationKind = Exclude<RotationKind, 'emergency'>;

/**
 * Consumers get the new credentials before the promotion. If the org refuses staged credentials, they get them afterwards.
 */
export type RotationOrder = 'hand-over-first' | 'rotate-first';

/** What a person agreed to at the start of the run. It stays valid when the run continues. */
export interface Consent {
  /** The app's name was typed, so steps that can break an integration are allowed. */
  readonly confirmed: boolean;
  /** Other flows with the same consumer key may be changed, too. */
  readonly otherFlows: boolean;
  /** REST access to secrets may be turned on temporarily. */
  readonly borrow: boolean;
}

/**
 * - pending: not tried yet
 * - failed: tried, and worth retrying
 * - delivered: delivered automatically, without an error
 * - waiting: a person must update this consumer
 * - confirmed: a person confirmed it
 */
export type DeliveryStatus = 'pending' | 'failed' | 'delivered' | 'waiting' | 'confirmed';

export interface DeliveryState {
  readonly target: Target;
  readonly status: DeliveryStatus;
  /** Epoch ms of the last change; null before the first attempt. */
  readonly at: number | null;
  readonly problem: string | null;
  /** What people call the consumer, if it isn't the target's own name. */
  readonly consumer?: string;
  /** A person updates this consumer in this run, although the target isn't a person. */
  readonly byHand?: true;
  /** While it fails: epoch ms of the first failure. */
  readonly since?: number;
  /** It was delivered, but the target has lost it again, and no person has agreed to go without it. */
  readonly overwritten?: true;
  /** It was added, or moved, after a person had agreed to a retirement. The retirement waits for it like a rotation. */
  readonly unagreed?: true;
  /** Of a removed one: a person has continued the rotation since, so its promotion no longer waits. */
  readonly goneWithout?: true;
  /** Epoch ms at which keyturn last notified the contact of the consumer. */
  readonly notifiedAt?: number;
}

export type ProofAnswer = 'accepted' | 'refused' | 'inconclusive';

export interface ProofRecord {
  readonly consumerKey: string;
  readonly answer: ProofAnswer;
  readonly at: number;
  /** A sentence. Never a secret. */
  readonly detail: string;
}

export interface Retry {
  /** Starts at 1. */
  readonly attempt: number;
  /** Epoch ms, including its jitter. */
  readonly at: number;
  /** When the first of these consecutive failures happened. */
  readonly since: number;
}

/**
 * One run for one OAuth consumer, as stored between attempts. No secrets. Times are epoch ms. It records what was done and
 * found. The next step follows from it and from a check of the org.
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
  /**
   * Consumers that were removed during the run, and targets that consumers had before. The run doesn't wait for them, but
   * nobody knows which credentials they have, so only a person promotes after that, or deletes the previous ones. Missing
   * without any.
   */
  readonly removed?: readonly DeliveryState[];
  /** Consumer key of the credentials that the run deletes: those current at its start, or for `discard` the staged ones. */
  readonly ends: string;
  /** Consumer key of the credentials that stay; null until they are staged. */
  readonly stays: string | null;
  readonly order: RotationOrder;
  /** The org's id of the signed-in user, who is the author of the credentials that keyturn stages. */
  readonly personId: string;
  readonly stageIntendedAt: number | null;
  /** The staged credentials as the org last listed them. */
  readonly staged: { readonly id: string; readonly createdAt: number | null; readonly expiresAt: number | null } | null;
  readonly savedAt: number | null;
  readonly stagedProvedAt: number | null;
  /** When the org refused the staged credentials because it accepts new ones only after their promotion. */
  readonly stagedRefusedAt: number | null;
  readonly rotateIntendedAt: number | null;
  readonly rotatedAt: number | null;
  readonly primaryProvedAt: number | null;
  /** Only for self-rotation: when a call was made with the new credentials. */
  readonly calledAt: number | null;
  /** When the previous credentials expire; null before the promotion. */
  readonly overlapEndsAt: number | null;
  readonly deleteIntendedAt: number | null;
  /** When the org no longer had the credentials that the run deletes. */
  readonly endedAt: number | null;
  /** When Salesforce was seen to refuse the credentials that the run deletes. */
  readonly refusedAt: number | null;
  /** The latest verifications, oldest first. */
  readonly proofs: readonly ProofRecord[];
  readonly retry: Retry | null;
  /** Why the run needs attention; null if it doesn't. */
  readonly stop: { readonly code: string; readonly at: number } | null;
  readonly finishedAt: number | null;
  /** null for other kinds of runs. */
  readonly emergency: EmergencyRun | null;
  readonly outcome: RotationOutcome | null;
  /** Why a person started the run. Missing if nobody said. */
  readonly why?: Why;
}

/**
 * - lost: someone else deleted the credentials before their promotion
 * - replaced: another run took over
 * - refused: Salesforce refused to switch back, and nothing has changed
 */
export type RotationOutcome = 'done' | 'discarded' | 'lost' | 'replaced' | 'refused';

/** An emergency run always has its own data. */
export type Emergency = Rotation & { readonly emergency: EmergencyRun };

/** Whether a run only delivers the current credentials again: it promotes and deletes nothing. */
export function endsNothing({ kind, ends, stays }: Pick<Rotation, 'kind' | 'ends' | 'stays'>): boolean {
  return kind === 'rotate' && ends === stays;
}

export function isEmergency(rotation: Rotation): rotation is Emergency {
  return rotation.emergency !== null;
}

/** Whether what an emergency turned off is still off, or may be, because an answer was lost. */
export function isContained({ emergency }: Pick<Rotation, 'emergency'>): boolean {
  return emergency?.containment?.openedAt === null;
}

/** Whether a deploy of this emergency has made new credentials that it doesn't know yet, or still may. */
export function mayBeDeployed({ stays, emergency }: Pick<Rotation, 'stays' | 'emergency'>): boolean {
  return stays === null && emergency !== null && emergency.replaceIntendedAt !== null;
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

/** Whether the run stands between two steps: nobody has to do anything, and no grace period runs. */
export function isMidway(rotation: Rotation): boolean {
  if (rotation.finishedAt !== null || rotation.stop !== null) return false;
  const phase = phaseOf(rotation);
  return phase !== 'grace' && !(rotation.kind === 'stage' && phase === 'proved');
}

/** The phase of a run. */
export function phaseOf(rotation: Rotation): RotationPhase {
  const { outcome, endedAt, rotatedAt, primaryProvedAt, stagedProvedAt, savedAt, stays, kind } = rotation;
  if (outcome !== null) return outcome;
  if (endsNothing(rotation)) return isHandedOver(rotation) ? 'handed-over' : 'planned';
  if (endedAt !== null) return 'deleted';
  if (kind === 'discard') return 'planned';
  if (rotatedAt !== null) return primaryProvedAt === null || kind === 'emergency' ? 'rotated' : 'grace';
  if (stagedProvedAt !== null) return isHandedOver(rotation) && kind !== 'stage' ? 'handed-over' : 'proved';
  if (savedAt !== null) return 'saved';
  return stays === null ? 'planned' : 'staged';
}

/** The last finished step, as `phaseWords` names it. Blocked access is one, before any step that makes new credentials. */
export function lastStepOf(rotation: Rotation): RotationPhase | 'contained-flow' | 'contained-freeze' {
  const phase = phaseOf(rotation);
  const containment = rotation.emergency?.containment;
  const isBlocked = containment?.containedAt != null && containment.openedAt === null;
  return phase === 'planned' && isBlocked ? `contained-${containment.by}` : phase;
}

/** Consumer key of the new credentials. @throws Error before they are staged */
export function stayingKey({ stays }: Pick<Rotation, 'stays'>): string {
  if (stays === null) throw new Error("the new credentials aren't staged yet");
  return stays;
}

type Ends = Pick<Rotation, 'ends' | 'stays' | 'rotatedAt'>;

/** Consumer key of the current credentials according to the run. */
export function primaryOf({ ends, stays, rotatedAt }: Ends): string {
  return rotatedAt === null ? ends : stayingKey({ stays });
}

/** Whether the current credentials are those that the run left or promoted. If not, they were changed outside keyturn. */
export function isOurPrimary({ ends, stays, rotatedAt }: Ends, primaryKey: string): boolean {
  return primaryKey === stays || (rotatedAt === null && primaryKey === ends);
}

/** What the run delivers. A switch back, a discard or a repeated delivery gives consumers the current credentials again. */
export function deliveredWord(rotation: Pick<Rotation, 'kind' | 'ends' | 'stays'>): 'new' | 'current' {
  const { kind } = rotation;
  return kind === 'back' || kind === 'discard' || endsNothing(rotation) ? 'current' : 'new';
}

/** Whether a consumer has the credentials that stay. */
export function hasPair({ status }: Pick<DeliveryState, 'status'>): boolean {
  return status === 'delivered' || status === 'confirmed';
}

/** Whether the run may have given credentials to this target. An attempt that was interrupted counts. */
export function mayHaveGot({ status, at }: Pick<DeliveryState, 'status' | 'at'>): boolean {
  return status !== 'pending' || at !== null;
}

/** Whether every consumer has the credentials that stay. */
export function isHandedOver({ deliveries }: Rotation): boolean {
  return deliveries.every(hasPair);
}

/** @param name what people call the consumer; the target's own name if missing */
export function pendingDelivery(target: Target, name?: string): DeliveryState {
  const pending = { target, status: 'pending', at: null, problem: null } as const;
  return name === undefined || name === consumerName(target) ? pending : { ...pending, consumer: name };
}

/** The same consumer, not tried yet. */
export function again({ target, consumer }: DeliveryState): DeliveryState {
  return pendingDelivery(target, consumer);
}

/** What people call the consumer. */
export function nameOf({ target, consumer }: Pick<DeliveryState, 'target' | 'consumer'>): string {
  return consumer ?? target.name;
}

/** The command that continues a run. For an emergency too: `emergency` may begin a new one. */
export function goingOn({ app }: Pick<Rotation, 'app'>): string {
  return `resume ${app}`;
}

/** When the grace period ends, in epoch ms; null before the promotion. */
export function graceEndsAt({ rotatedAt, graceDays, kind }: Rotation): number | null {
  const days = kind === 'retire' || kind === 'emergency' ? 0 : graceDays;
  return rotatedAt === null ? null : rotatedAt + days * day;
}
