import type { StagedPair } from './app.ts';
import type { ContainBy, ReplaceBy } from './emergency-run.ts';
import type { AppPlan } from './operation-plan.ts';
import type { SlotHolder } from './slot.ts';
import type { Target } from './target.ts';

/** What an emergency would do to one app. */
export interface EmergencyPlan extends AppPlan {
  /** When an emergency made the very pair that is replaced now, where that was within a day; else null. Epoch ms. */
  readonly replacedAt: number | null;
  readonly containBy: ContainBy | null;
  readonly replaceBy: ReplaceBy;
  /** Why no pair can be staged, where it is replaced by a deploy; else null. */
  readonly whyByDeploy: string | null;
  /** The app may have a certificate that such a deploy clears. */
  readonly mayLoseCertificate: boolean;
  readonly keepsSessions: boolean;
  /** Targets that get the new pair by a program: `file:…`, `exec:…`. */
  readonly handedOver: readonly Target[];
  /** Consumers that a person must update, by name: they have no access until then. */
  readonly byHand: readonly string[];
  /** It was said that nobody uses the pair. */
  readonly hasNoConsumers: boolean;
  /** What lies in the slot and goes: holder, consumer key, author, until when. null when the slot is free or unseen. */
  readonly slot: (Pick<StagedPair, 'consumerKey' | 'createdBy' | 'expiresAt'> & { readonly holder: SlotHolder }) | null;
  /** Whether the leaked pair gets tokens now; null where nobody could try. */
  readonly leakedUse: LeakedUse | null;
  /** Developer names of other apps that run as the same user; null where the org doesn't tell. */
  readonly sameUser: readonly string[] | null;
  /** A deploy that is under way in the org, and may keep what needs the Metadata API waiting; its id. */
  readonly deployAhead: string | null;
  /** Consumer key of the primary pair as the org shows it, where it is another one than keyturn knows; else null. */
  readonly changedOutside: string | null;
  /** Why the report does not go where it was asked for; null where it does. */
  readonly whyReportElsewhere: string | null;
  /** What could not be looked at, in words. */
  readonly unseen: readonly string[];
}

/** What a request for a token with the leaked pair came to, before anything was done. */
export interface LeakedUse {
  readonly getsToken: boolean;
  /** Why it got none, in words; null where it got one. */
  readonly why: string | null;
  /** The app is set up so that no pair of it gets a token, wherever it is asked from. */
  readonly isSetUp: boolean;
}
