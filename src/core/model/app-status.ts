import type { Rotation } from './rotation.ts';
import type { WatchedApp } from './watched-app.ts';

export type WatchState =
  | 'fine'
  | 'due-soon'
  | 'due'
  | 'overdue'
  | 'staged'
  | 'grace'
  | 'blocked'
  | 'drifted'
  | 'unknown';

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
