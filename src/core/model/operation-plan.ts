import type { StagedPair } from './app.ts';
import type { OperationKind, Rotation } from './rotation.ts';
import type { SlotHolder } from './slot.ts';
import type { Target } from './target.ts';
import type { WatchedApp } from './watched-app.ts';

/** Whether the previous pair can go, as far as anybody can tell. */
export interface Verdict {
  readonly answer: 'safe' | 'unsure' | 'unsafe';
  /** What speaks for and against it, in words. */
  readonly grounds: readonly string[];
  /** What nobody can tell. */
  readonly limits: readonly string[];
}

/** What is about to be done to an app, shown before anything is. All of it was found by reading alone. */
export interface AppPlan {
  readonly watched: WatchedApp;
  readonly orgName: string;
  readonly isProduction: boolean;
  /** The run that goes on; null when a new one begins. */
  readonly goesOn: Rotation | null;
  readonly otherUse: OtherUse;
  /** Secret access over REST is off and would be borrowed. */
  readonly borrows: boolean;
  /** The sign-in through which the work is done, where keyturn's own came about through this very app; else null. */
  readonly wayBack: string | null;
}

export interface Plan extends AppPlan {
  readonly kind: OperationKind;
  readonly deliveries: readonly Target[];
  readonly graceDays: number;
  /** What lies in the slot; null when nothing does, or when it can't be seen yet. */
  readonly slot: StagedPair | null;
  readonly holder: SlotHolder;
  readonly verdict: Verdict | null;
}

/** What else uses the consumer key. */
export interface OtherUse {
  /** Other flows that are allowed or in use with the same consumer key, in words. */
  readonly flows: readonly string[];
  /** What could not be looked at, in words. */
  readonly unseen: readonly string[];
}

/** Whether the app's name has to be typed: what is done can break an integration. */
export function needsName({ kind, graceDays, goesOn }: Pick<Plan, 'kind' | 'graceDays' | 'goesOn'>): boolean {
  if (kind === 'retire' || kind === 'discard') return true;
  if (kind !== 'rotate') return false;
  return graceDays === 0 || (goesOn?.stagedRefusedAt ?? null) !== null;
}

/** Whether it has to be agreed that other flows of the same consumer key change along: they are seen, or can't be excluded. */
export function needsOtherFlows({ otherUse, goesOn }: Pick<Plan, 'otherUse' | 'goesOn'>): boolean {
  return otherUse.flows.length + otherUse.unseen.length > 0 && goesOn?.consent.otherFlows !== true;
}
