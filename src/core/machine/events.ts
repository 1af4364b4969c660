import type { Containment, LeftTo, SessionsEnded } from '../model/emergency-run.ts';
import type { SeenAddresses } from '../model/known-addresses.ts';
import type { DeliveryState, ProofRecord, Retry, Rotation, RotationOutcome } from '../model/rotation.ts';
import type { Target } from '../model/target.ts';

/** What happened, or was found to have happened. Instants are epoch ms. */
export type RotationEvent =
  | { readonly type: 'stage-intended'; readonly at: number }
  | { readonly type: 'staged'; readonly consumerKey: string; readonly slot: NonNullable<Rotation['staged']> }
  | { readonly type: 'saved'; readonly at: number }
  /** The store no longer has the new credentials. */
  | { readonly type: 'unsaved' }
  /** Our own staged credentials were discarded because nobody has their secret. */
  | { readonly type: 'dropped' }
  | { readonly type: 'slot-seen'; readonly slot: NonNullable<Rotation['staged']> }
  | { readonly type: 'proved'; readonly proof: ProofRecord }
  | { readonly type: 'staged-accepted'; readonly at: number }
  | { readonly type: 'staged-refused'; readonly at: number }
  | ({ readonly type: 'delivery'; readonly at: number } & DeliveryState)
  /** Consumers that were added after the run started. */
  | { readonly type: 'consumers-named'; readonly targets: readonly Target[]; readonly names?: readonly string[] }
  /** A person added a consumer. Until it gets the credentials that stay, nobody knows which ones it uses. */
  | { readonly type: 'consumer-added'; readonly target: Target; readonly name: string }
  /** A person removed a consumer. */
  | { readonly type: 'consumer-removed'; readonly target: Target }
  /** A person changed what a consumer is called, or how it gets new credentials. */
  | { readonly type: 'consumer-edited'; readonly target: Target; readonly to: Target; readonly name: string }
  /** A person updates these consumers in this run. */
  | { readonly type: 'by-hand'; readonly targets: readonly Target[] }
  | { readonly type: 'rotate-intended'; readonly at: number }
  | { readonly type: 'rotated'; readonly at: number }
  | { readonly type: 'primary-accepted'; readonly at: number }
  /** The current credentials were verified earlier, but now they got no token. */
  | { readonly type: 'primary-doubtful' }
  | { readonly type: 'called'; readonly at: number }
  | { readonly type: 'overlap-seen'; readonly until: number }
  | { readonly type: 'delete-intended'; readonly at: number }
  | { readonly type: 'ended'; readonly at: number }
  /** The credentials to delete are still in the slot. */
  | { readonly type: 'still-there' }
  | { readonly type: 'refused'; readonly at: number }
  /** The org has no staging slot, so this run only delivers. */
  | { readonly type: 'nothing-to-delete'; readonly at: number }
  | ({ readonly type: 'consented' } & Pick<Rotation, 'consent' | 'graceDays' | 'hasNoConsumers' | 'kind'>)
  | { readonly type: 'stopped'; readonly code: string; readonly at: number }
  | { readonly type: 'retry-planned'; readonly retry: Retry }
  /** Nothing to do now. */
  | { readonly type: 'rested' }
  /** The execution user, whom the emergency of another app had frozen, is frozen for it no longer. */
  | { readonly type: 'freeze-over' }
  /** A run continues. `isUnattended`: no person told it to. */
  | { readonly type: 'going-on'; readonly at: number; readonly isUnattended: boolean }
  | EmergencyEvent
  | { readonly type: 'finished'; readonly outcome: RotationOutcome; readonly at: number }
  /** The run that took its place has changed nothing. */
  | { readonly type: 'reopened' };

/** Events that only an emergency has. */
export type EmergencyEvent =
  | { readonly type: 'contain-intended'; readonly by: Containment['by']; readonly wasSo: boolean; readonly at: number }
  | { readonly type: 'contained'; readonly at: number }
  | { readonly type: 'contain-proved'; readonly at: number }
  /** The org refused: the run continues without a containment. */
  | { readonly type: 'contain-failed'; readonly mayBeOff: boolean }
  | { readonly type: 'opened-again'; readonly at: number; readonly leftTo?: LeftTo }
  /** Access wasn't blocked all the time: others have restored it before the containment ended. */
  | { readonly type: 'contain-undone' }
  /** The credentials in the slot are about to be deleted to free it. */
  | { readonly type: 'free-intended'; readonly consumerKey: string }
  | { readonly type: 'freed-refused'; readonly consumerKey: string }
  | { readonly type: 'unproved'; readonly at: number }
  | { readonly type: 'replace-intended'; readonly at: number }
  /** A deploy has replaced the leaked credentials. */
  | { readonly type: 'replaced'; readonly consumerKey: string; readonly at: number }
  /** Salesforce doesn't show the slot after that deploy. */
  | { readonly type: 'slot-hidden'; readonly at: number }
  /** A later look has found it empty. */
  | { readonly type: 'slot-shown' }
  | { readonly type: 'flags-reset'; readonly at: number }
  | { readonly type: 'sessions-ended'; readonly sessions: SessionsEnded }
  | { readonly type: 'sessions-swept'; readonly sessions: SessionsEnded }
  /** `seen`: missing without a list of known addresses; null if they couldn't be compared. */
  | { readonly type: 'reported'; readonly path: string; readonly seen?: SeenAddresses | null };
