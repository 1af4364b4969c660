import type { Observation } from '../model/observation.ts';
import type { Consent, Rotation, RotationKind } from '../model/rotation.ts';
import type { Target } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';

export interface StartRequest {
  readonly kind: Exclude<RotationKind, 'emergency'>;
  readonly consent: Consent;
  /** null for that of the policy, or of the run that goes on. */
  readonly graceDays: number | null;
  /** null for those that the app has. */
  readonly deliveries: readonly Target[] | null;
  readonly noConsumers: boolean;
  /** Nobody is there to say whose pair may go: only one that is surely ours. */
  readonly onlyOurs?: boolean;
}

export interface StartFacts {
  readonly watched: WatchedApp;
  /** The run of this consumer that isn't finished, or null. */
  readonly open: Rotation | null;
  readonly seen: Observation;
  readonly personId: string;
  /** Epoch ms. */
  readonly now: number;
  readonly newId: string;
}

export interface Start {
  readonly rotation: Rotation;
  /** A run that this one takes the place of, finished now; null where there is none. */
  readonly replaced: Rotation | null;
}
