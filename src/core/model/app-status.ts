import type { Rotation } from './rotation.ts';
import type { WatchedApp } from './watched-app.ts';

/** How an app stands; those that need a person come first. */
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

/** One row of `keyturn status`. Instants are epoch ms. */
export interface AppStatus {
  readonly watched: WatchedApp;
  /** The newest run of its consumer; null when there never was one. */
  readonly rotation: Rotation | null;
  readonly ageDays: number | null;
  readonly dueAt: number;
  readonly state: WatchState;
  /** The former pair lives on though its grace period is over. */
  readonly isGraceOver: boolean;
  /** What a person should know or do, in words; null when nothing. */
  readonly attention: string | null;
}
