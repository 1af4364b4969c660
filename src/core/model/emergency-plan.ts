import type { ContainBy, ReplaceBy } from './emergency-run.ts';
import type { AppPlan } from './operation-plan.ts';
import type { Rotation } from './rotation.ts';
import type { DoomedSlot } from './slot-by-record.ts';
import type { Target } from './target.ts';

/** What an emergency would do to one app. */
export interface EmergencyPlan extends AppPlan {
  /** When an earlier emergency created these credentials, if that was within the last day; else null. Epoch ms. */
  readonly replacedAt: number | null;
  /** How access is blocked; null if it isn't. */
  readonly containBy: ContainBy | null;
  /** Blocking access was requested. */
  readonly isContainWanted: boolean;
  readonly replaceBy: ReplaceBy;
  /** Why credentials can't be staged, so that a deploy must replace them; null if they can. */
  readonly whyByDeploy: string | null;
  /** The app may have a certificate, which the deploy would clear. */
  readonly mayLoseCertificate: boolean;
  readonly keepsSessions: boolean;
  /** Targets of automatic delivery: `file:…`, `exec:…`. */
  readonly handedOver: readonly Target[];
  /** Names of those of them whose latest delivery or test failed, or that a person had to update. */
  readonly mayFail: readonly string[];
  /** Names of consumers that must be updated by hand. They have no access until then. */
  readonly byHand: readonly string[];
  /** Names of consumers that have got the new credentials from the emergency that continues. They are in no other list. */
  readonly upToDate: readonly string[];
  /** Who to contact about a consumer. */
  readonly contacts: readonly ConsumerContact[];
  /** The open run, if consumers were removed during it: nobody knows which credentials they have. */
  readonly removed: Pick<Rotation, 'removed' | 'kind' | 'endedAt'> | null;
  /** The admin said that the app has no consumers. */
  readonly hasNoConsumers: boolean;
  /** What the emergency deletes from the staging slot; null if the slot is empty, or nothing is deleted from it. */
  readonly slot: DoomedSlot | null;
  /** Whether the leaked credentials get tokens now; null if that couldn't be tested. */
  readonly leakedUse: LeakedUse | null;
  /** Developer names of other apps with the same execution user; null if the org doesn't report them. */
  readonly sameUser: readonly string[] | null;
  /** Id of a deploy that is running in the org and may delay Metadata API calls; null if none. */
  readonly deployAhead: string | null;
  /** Consumer key of the current credentials if they were changed outside keyturn; else null. */
  readonly changedOutside: string | null;
  /** What prevents the replacement, as far as it shows beforehand. The emergency then only blocks access. */
  readonly obstacles: readonly Obstacle[];
  /** Why keyturn can't block access in the way that was requested, or at all; null if nothing is known to prevent it. */
  readonly notContained: string | null;
  /** Access was blocked in the way of `containBy` before keyturn did it. keyturn leaves that as it is. */
  readonly wasBlocked: boolean;
  /** The open emergency of another app that has frozen the same user; missing without one. */
  readonly frozenFor?: { readonly app: string; readonly wasSo: boolean; readonly isSure: boolean };
  /** An earlier emergency, which this one replaces, has blocked access, or may have; missing otherwise. */
  readonly isBlockedBefore?: true;
  /** Another process that works on the app now, for people. It loses its work to the emergency. Null if there is none. */
  readonly takesOverFrom: string | null;
  /** When the emergency was confirmed whose record was given, which the state couldn't record; missing without one. Epoch ms. */
  readonly recordedAt?: number;
  /** When an earlier containment was confirmed that the state doesn't know; missing without one. Epoch ms. */
  readonly earlierAt?: number;
  /** The state can't be written, so only a file will have the record of what is turned off. */
  readonly isUnrecorded?: true;
  /** Why the report can't be written to the requested path; null if it can. */
  readonly whyReportElsewhere: string | null;
  /** What couldn't be checked, as sentences. */
  readonly unseen: readonly string[];
}

export interface Obstacle {
  readonly problem: string;
  readonly cures: readonly string[];
}

export interface ConsumerContact {
  readonly name: string;
  readonly target: Target;
  readonly contact: string;
}

/** Whether the app's settings or its user refuse every token. They may refuse those of other apps of the user, too. */
export function isShut(use: LeakedUse | null): boolean {
  return use !== null && !use.getsToken && use.isSetUp;
}

/** Result of a token request with the leaked credentials before the emergency. */
export interface LeakedUse {
  readonly getsToken: boolean;
  /** Why no token was issued, as text; null if one was. */
  readonly why: string | null;
  /** The app's setup refuses tokens for any of its credentials, from any address. */
  readonly isSetUp: boolean;
}
