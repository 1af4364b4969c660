import type { Observation } from '../model/observation.ts';
import type { Consent, Rotation, RotationKind } from '../model/rotation.ts';
import type { Target } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';

export interface StartRequest {
  readonly kind: Exclude<RotationKind, 'emergency'>;
  readonly consent: Consent;
  /** null: the grace period of the policy, or of the run that continues. */
  readonly graceDays: number | null;
  /** null: the consumers of the app. */
  readonly deliveries: readonly Target[] | null;
  readonly noConsumers: boolean;
  /** Targets that a person updates in this run. */
  readonly byHand?: readonly Target[];
  /** Consumers that were found to have the credentials that the run deletes. They get those that stay first. */
  readonly stillNeeding?: readonly Target[];
  /** No person is present to decide, so only credentials that are surely ours may be deleted. */
  readonly onlyOurs?: boolean;
}

export interface StartFacts {
  readonly watched: WatchedApp;
  /** The open run of this OAuth consumer, or null. */
  readonly open: Rotation | null;
  readonly seen: Observation;
  readonly personId: string;
  /** Epoch ms. */
  readonly now: number;
  readonly newId: string;
}

export interface Start {
  readonly rotation: Rotation;
  /** The run that this one replaces, now finished; null when there is none. */
  readonly replaced: Rotation | null;
}
