import type { StagedPair } from './app.ts';
import type { OtherUse } from './emergency-plan.ts';
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

/** What is about to be done, shown before anything is. */
export interface Plan {
  readonly kind: OperationKind;
  readonly watched: WatchedApp;
  readonly orgName: string;
  readonly isProduction: boolean;
  /** The run that goes on; null when a new one begins. */
  readonly goesOn: Rotation | null;
  readonly deliveries: readonly Target[];
  readonly graceDays: number;
  /** What lies in the slot; null when nothing does, or when it can't be seen yet. */
  readonly slot: StagedPair | null;
  readonly holder: SlotHolder;
  readonly otherUse: OtherUse;
  /** Secret access over REST is off and would be borrowed. */
  readonly borrows: boolean;
  /** The sign-in through which the work is done, where keyturn's own came about through this very app; else null. */
  readonly wayBack: string | null;
  readonly verdict: Verdict | null;
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
