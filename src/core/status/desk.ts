import type { AppStatus } from '../model/app-status.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/operation-plan.ts';
import type { OperationKind } from '../model/rotation.ts';
import type { Secret } from '../model/secret.ts';
import type { PassphraseRule } from '../model/store-offer.ts';
import type { Target } from '../model/target.ts';
import type { Automation, WatchedApp } from '../model/watched-app.ts';
import type { RotationNews } from '../words/news.ts';
import type { DaemonSight } from './read-daemon.ts';

/** `known`: for an existing file. `new`: for a new file, then typed `again`. `new-differed`: the two were different. */
export type AskedPassphrase = 'known' | 'new' | 'again' | 'new-differed';

/** Questions and progress for the person at the watch while an action runs. */
export interface Talk {
  /** Consent to the plan, or to the effect on other flows. Rejects when the person quits. */
  agrees(plan: Plan, to: 'other-flows' | 'plan'): Promise<boolean>;
  /** The text typed for the app's name. */
  typedName(plan: Plan): Promise<string>;
  /** null when the person gives up. @param rule of a new passphrase */
  passphrase(of: AskedPassphrase, rule: PassphraseRule | null): Promise<Secret | null>;
  tell(news: RotationNews): void;
  /** When aborted, work stops after the current step. */
  readonly signal: AbortSignal;
}

/** An app of an org that isn't watched yet. */
export interface AppToWatch {
  readonly id: string;
  readonly developerName: string;
  readonly label: string;
  /** Whether its flow is on, as far as the org's list says. */
  readonly isOn: boolean;
}

export interface ConsumerWish {
  readonly name: string;
  readonly target: Target;
  readonly contact: string;
}

/** As typed: the flags of `keyturn watch`. */
export interface PolicyWish {
  readonly maxAge: string;
  readonly remind: string;
  readonly grace: string;
  readonly automation: Automation;
}

export type Slot = 'primary' | 'staged' | 'previous';

export interface ShownPair {
  readonly app: string;
  readonly org: string;
  readonly slot: Slot;
  readonly consumerKey: string;
  readonly consumerSecret: Secret;
  /** Why they may get no token, as sentences. Empty if nothing is known to stop them. */
  readonly cautions: readonly string[];
}

/**
 * Everything the watch screen can read and do. Reading uses only the state; only actions ask an org. Actions resolve with lines
 * for a person.
 */
export interface WatchDesk {
  /** The status of every watched app, including changes by other processes. */
  rows(): Promise<readonly AppStatus[]>;
  /** Whether the daemon is running, and when it runs next. */
  daemon(): Promise<DaemonSight>;
  /** Setups that aren't finished, in words; null if there are none. */
  unfinishedSetups(): Promise<string | null>;
  /** What is wrong with the state or the settings, in words; null if nothing is. */
  settingsProblem(): Promise<string | null>;
  /** What else a person must know, each one a text: a full disk, files that other users can read. */
  cautions(): Promise<readonly string[]>;
  /** Lines of the audit trail about an app, oldest first. */
  history(app: WatchedApp): Promise<readonly JournalLine[]>;
  /** Epoch ms. */
  now(): number;
  operate(app: WatchedApp, kind: OperationKind, talk: Talk): Promise<readonly string[]>;
  resume(app: WatchedApp, talk: Talk): Promise<readonly string[]>;
  check(app: WatchedApp, talk: Talk): Promise<readonly string[]>;
  /** A person confirms that a consumer has the new credentials. */
  confirmHandOver(app: WatchedApp, consumer: string): Promise<readonly string[]>;
  /** Pauses the reminders of an app. */
  snooze(app: WatchedApp, days: number): Promise<readonly string[]>;
  /** Stops the age reminders of an app until its key changes. */
  acknowledge(app: WatchedApp): Promise<readonly string[]>;
  /** Why a target can't be used; null if it can. Delivers nothing. */
  testTarget(target: Target): Promise<string | null>;
  /** Tests its target first. */
  addConsumer(app: WatchedApp, consumer: ConsumerWish): Promise<readonly string[]>;
  /** @param called the name before the change */
  editConsumer(app: WatchedApp, called: string, consumer: ConsumerWish): Promise<readonly string[]>;
  removeConsumer(app: WatchedApp, called: string): Promise<readonly string[]>;
  /** Notes that nobody uses the credentials yet. */
  setNobody(app: WatchedApp): Promise<readonly string[]>;
  /** Delivers nothing. @param called null for every consumer */
  testConsumers(app: WatchedApp, called: string | null): Promise<readonly string[]>;
  /** How many days ahead keyturn stages, if the settings say so; null if nobody chose that. */
  stageAheadDays(): Promise<number | null>;
  /** Reads the app's credentials again, as `keyturn watch` does. */
  changePolicy(app: WatchedApp, policy: PolicyWish, talk: Talk): Promise<readonly string[]>;
  /** Sign-ins that work: the name that opens the org, and what a person knows about it. */
  orgs(): Promise<readonly { readonly name: string; readonly note: string }[]>;
  /** Its apps that aren't watched, those with the flow on first. */
  appsIn(org: string): Promise<readonly AppToWatch[]>;
  oauthConsumersOf(org: string, app: AppToWatch): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Starts watching an app. @param oauthConsumer null for the only one */
  adopt(org: string, app: AppToWatch, oauthConsumer: string | null, talk: Talk): Promise<readonly string[]>;
  /** Reads credentials to show them, and records that in the audit trail. */
  reveal(app: WatchedApp, slot: Slot, talk: Talk): Promise<ShownPair>;
}
