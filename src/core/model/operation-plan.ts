import type { StagedPair } from './app.ts';
import type { OperationKind, Rotation } from './rotation.ts';
import type { SlotHolder } from './slot.ts';
import type { DoomedSlot } from './slot-by-record.ts';
import type { Target } from './target.ts';
import type { WatchedApp } from './watched-app.ts';

/** Whether the previous credentials can be deleted. */
export interface Verdict {
  readonly answer: 'safe' | 'unsure' | 'unsafe';
  /** Reasons for and against, as sentences. */
  readonly grounds: readonly string[];
  /** What can't be known, as sentences. */
  readonly limits: readonly string[];
}

/** What is about to be done to an app. Made by reading only, and shown before any change. */
export interface AppPlan {
  readonly watched: WatchedApp;
  readonly orgName: string;
  /** null for the practice org. */
  readonly isProduction: boolean | null;
  /** The run that continues; null for a new run. */
  readonly goesOn: Rotation | null;
  readonly otherUse: OtherUse;
  /** REST access to secrets is off. The run would turn it on temporarily. */
  readonly borrows: boolean;
  /** Username of the sign-in that does the work, if keyturn's own sign-in uses this app's credentials; else null. */
  readonly wayBack: string | null;
}

export interface Plan extends AppPlan {
  readonly kind: OperationKind;
  readonly deliveries: readonly Target[];
  /** The run whose removed consumers aren't known to have the credentials that stay; null if there is none. */
  readonly removedFrom?: Rotation | null;
  /** Consumers that a person updates in this run. */
  readonly byHand?: readonly Target[];
  readonly graceDays: number;
  /** The credentials in the staging slot; null if it is empty or can't be read yet. */
  readonly slot: StagedPair | null;
  readonly holder: SlotHolder;
  /** What a retirement or discard deletes from a slot that can't be read yet; missing if it was read. */
  readonly unread?: DoomedSlot;
  /** Salesforce already made the credentials of `goesOn` current: the program stopped before it recorded that. */
  readonly isPromoted?: boolean;
  /** What keyturn last saw of credentials that others staged, as a sentence, while the slot can't be read; missing without any. */
  readonly seenInSlot?: string;
  /** The run whose staged credentials have expired, and whose place this one takes; missing without one. */
  readonly lost?: Rotation;
  readonly verdict: Verdict | null;
  /** Names of the consumers whose file has the staged credentials that a discard deletes. */
  readonly holders?: readonly string[];
  /** What a person must know about the files that it delivers to, as sentences. */
  readonly cautions?: readonly string[];
  /** How far the org's clock is ahead of this computer's, in ms; negative: behind. 0 or missing if they agree. */
  readonly aheadMs?: number;
}

/** Other uses of the consumer key. */
export interface OtherUse {
  /** Other flows that are allowed or in use with the consumer key, as phrases. */
  readonly flows: readonly string[];
  /** What couldn't be checked, as sentences. */
  readonly unseen: readonly string[];
}

/** Whether a retirement or discard that was begun has nothing left to delete: the staging slot is empty. */
export function deletesNothing({ kind, slot, unread }: Pick<Plan, 'kind' | 'slot' | 'unread'>): boolean {
  return (kind === 'retire' || kind === 'discard') && slot === null && unread === undefined;
}

/** Whether the app's name must be typed, because the operation can break an integration. */
export function needsName(plan: Pick<Plan, 'kind' | 'graceDays' | 'goesOn' | 'slot' | 'unread'>): boolean {
  const { kind, graceDays, goesOn } = plan;
  if (kind === 'retire' || kind === 'discard') return !deletesNothing(plan);
  if (kind !== 'rotate') return false;
  return graceDays === 0 || (goesOn?.stagedRefusedAt ?? null) !== null;
}

/**
 * Whether a person must agree that other flows with the same consumer key change, too. They are known, or can't be ruled
 * out.
 */
export function needsOtherFlows({ otherUse, goesOn }: Pick<Plan, 'otherUse' | 'goesOn'>): boolean {
  return otherUse.flows.length + otherUse.unseen.length > 0 && goesOn?.consent.otherFlows !== true;
}
