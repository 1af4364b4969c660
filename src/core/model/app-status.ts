import { relativeTime } from '../plain/duration.ts';
import type { Rotation } from './rotation.ts';
import type { WatchedApp } from './watched-app.ts';

/** State of an app. Those that need attention come first. */
export const watchStates = [
  'overdue',
  'due',
  'blocked',
  'drifted',
  'unknown',
  'due-soon',
  'staged',
  'grace',
  'fine',
] as const;
export type WatchState = (typeof watchStates)[number];

/** One row of `keyturn status`. Times are epoch ms. */
export interface AppStatus {
  readonly watched: WatchedApp;
  /** Latest run of the OAuth consumer; null if there was none. */
  readonly rotation: Rotation | null;
  readonly ageDays: number | null;
  readonly dueAt: number;
  /** How far the org's clock is ahead of this computer's, in ms; 0 if they agree. Ages and due dates count by the org's. */
  readonly aheadMs: number;
  readonly state: WatchState;
  /** The previous credentials still exist after their grace period. */
  readonly isGraceOver: boolean;
  /** The run ended between two steps, and no process works on it. */
  readonly isInterrupted: boolean;
  /** A target failed its latest test: a consumer may be without credentials. */
  readonly isFailing: boolean;
  /** An emergency blocks no access any more, and waits only for consumers that don't have the new credentials yet. */
  readonly isAccessBack: boolean;
  /** What needs attention, as a sentence; null if nothing does. */
  readonly attention: string | null;
}

/** `in 72 days`, `2 h ago`. @param now by this computer's clock, in epoch ms */
export function dueIn({ dueAt, aheadMs }: Pick<AppStatus, 'dueAt' | 'aheadMs'>, now: number): string {
  return relativeTime(dueAt, now + aheadMs);
}

/** @param now by this computer's clock, in epoch ms */
export function wasDue({ dueAt, aheadMs }: Pick<AppStatus, 'dueAt' | 'aheadMs'>, now: number): boolean {
  return dueAt < now + aheadMs;
}
