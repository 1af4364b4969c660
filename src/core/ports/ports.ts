import type { Delivered, MetadataFile, Pair } from '../model/app.ts';
import type { FileCautions } from '../model/file-cautions.ts';
import type { CodeAnswer, CodePlace } from '../model/hand-over-code.ts';
import type { JournalEntry, JournalLine } from '../model/journal.ts';
import type { Message, Notice } from '../model/notice.ts';
import type { Rotation } from '../model/rotation.ts';
import type { Secret } from '../model/secret.ts';
import type { Target } from '../model/target.ts';
import type { TokenAnswer } from '../model/token-answer.ts';
import type { StoredApp, StoreReference, WatchedApp } from '../model/watched-app.ts';
import type { Why } from '../model/why.ts';
import type { CleanText } from '../plain/outside-text.ts';
import type { KeyturnError } from '../reasons/errors.ts';
import type { Unconfirmed } from '../reasons/unconfirmed.ts';
import type { DaemonHealthRecord, DaemonRecord } from './daemon-record.ts';
import type { Leases } from './leases.ts';
import type { Seals } from './seals.ts';

export type * from './daemon-record.ts';
export type * from './incidents.ts';
export type * from './leases.ts';
export type * from './salesforce-org.ts';
export type * from './seals.ts';
export type * from './secret-store.ts';
export type * from './sign-ins.ts';
export type * from './sweep.ts';

/** Time, in epoch ms. With the practice org it is the practice org's time. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. A fake clock moves forward instead of waiting. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts after `ms`. */
  deadline(ms: number): AbortSignal;
}

/** Structured log lines. Never a secret or an access token. */
export interface Log {
  debug(event: string, detail?: Record<string, unknown>): void;
  warn(event: string, detail?: Record<string, unknown>): void;
}

/** Requests a token, from this computer or through a program on a host that may sign in. */
export interface Prover {
  prove(request: {
    readonly pair: Pair;
    readonly tokenUrl: string;
    readonly app: string;
    readonly org: string;
  }): Promise<TokenAnswer>;
}

/** What keyturn stores between runs. Never a secret. A write is durable when its promise resolves. */
export interface State {
  readonly apps: {
    list(): Promise<readonly WatchedApp[]>;
    find(orgId: string, app: string, consumerId: string): Promise<WatchedApp | null>;
    /** Returns the app with the policy in effect. */
    save(app: StoredApp): Promise<WatchedApp>;
    remove(app: WatchedApp): Promise<void>;
  };
  readonly rotations: Rotations;
  readonly due: DueApps;
  readonly reminders: Reminders;
  readonly handOverCodes: HandOverCodes;
  readonly daemon: DaemonRecord;
  readonly health: DaemonHealthRecord;
  readonly channelSecrets: ChannelSecretPlaces;
  /**
   * A fingerprint to compare secrets without exposing them: 12 hex digits, keyed with a value that only this state knows.
   */
  fingerprint(secret: Pick<Secret, 'reveal'>): Promise<string>;
  readonly journal: Journal;
  readonly seals: Seals;
  readonly drafts: {
    /** The unfinished setup, or null. It contains answers, never a secret. */
    load(): Promise<SetupDraft | null>;
    save(draft: SetupDraft): Promise<void>;
    clear(): Promise<void>;
  };
  /** Metadata files from before a deploy, by journal intent. */
  readonly preImages: {
    save(intent: string, files: readonly MetadataFile[]): Promise<void>;
    load(intent: string): Promise<readonly MetadataFile[]>;
  };
  readonly leases: Leases;
  readonly installation: Installation;
  /** Why nothing can be written now, as far as the system shows without a write; null if something can. */
  writeProblem(): KeyturnError | null;
  /** What is read from a file that is gone is old. @throws StateReplaced */
  mustBeInPlace(): void;
  close(): void;
}

/** Whether this state may be one of two copies. Two copies must never both change an org. */
export interface Installation {
  /** Why a person must confirm this state first; null if nothing speaks against it. */
  unconfirmed(): Unconfirmed | null;
  /** Whether this process may change an org. */
  mayAct(): boolean;
  /** From now on this process may, although the state isn't confirmed: an emergency waits for nobody. */
  goOn(): void;
  /** A person says that no other copy is in use. */
  confirm(): Promise<void>;
}

/** Rotation runs. Each OAuth consumer has at most one unfinished run. */
export interface Rotations {
  /** The unfinished run, or null. */
  open(orgId: string, consumerId: string): Promise<Rotation | null>;
  /** The run with this id, or null. */
  find(id: string): Promise<Rotation | null>;
  /** The unfinished run of an OAuth consumer, else the latest; null without one. */
  latest(orgId: string, consumerId: string): Promise<Rotation | null>;
  /** The same among the runs that end something: a repeated delivery doesn't count. */
  latestChange(orgId: string, consumerId: string): Promise<Rotation | null>;
  /** All unfinished runs, oldest first. */
  unfinished(): Promise<readonly Rotation[]>;
  /** `latest` of every OAuth consumer. */
  newest(): Promise<readonly Rotation[]>;
  /** Saves all or none, so a run that replaces another is stored together with the end of the other. */
  save(...rotations: readonly Rotation[]): Promise<void>;
}

/** A watched app and its save count, which shows whether it was saved since it was read. */
export interface TouchedApp {
  readonly watched: WatchedApp;
  readonly touched: number;
}

/** An app and when it was due, in epoch ms; 0 if it was saved since it was last processed. */
export interface DueApp extends TouchedApp {
  readonly dueAt: number;
}

/**
 * When each app must be processed next, at most a day ahead. Saving an app or one of its runs makes it due at once. A later
 * due time means that the clock was set back, so the app is due, too.
 */
export interface DueApps {
  /** Due apps, longest due first. */
  list(now: number, limit: number): Promise<readonly DueApp[]>;
  find(app: Pick<WatchedApp, 'orgId' | 'app' | 'consumerId'>): Promise<TouchedApp | null>;
  /** The earliest due time, in epoch ms; 0 for at once; null if nothing is watched. */
  next(now: number): Promise<number | null>;
  /** Sets the next due time, unless the app was saved since it was read. */
  postpone(app: TouchedApp, at: number): Promise<void>;
  /** Makes every app due if the settings that decide due times differ from those of the last call. */
  followSettings(settings: string): Promise<void>;
  /** Some of the apps that were saved, or had a run saved, since their last `weigh`. */
  unweighed(limit: number): Promise<readonly TouchedApp[]>;
  /** Stores when each app will need attention (epoch ms), unless it was saved since it was read. */
  weigh(apps: readonly { readonly app: TouchedApp; readonly attentionAt: number }[]): Promise<void>;
  /** The earliest time at which a weighed app needs attention; null without one. */
  firstAttention(): Promise<number | null>;
}

/** A message that is being sent through one channel. */
export interface Outgoing {
  readonly id: string;
  readonly channel: string;
  readonly message: Message;
  readonly attempts: number;
  /** Epoch ms. */
  readonly nextAt: number;
  /** Problem of the last attempt, as text. */
  readonly problem: string | null;
}

/** Notices that were reported, and messages that are being sent. */
export interface Reminders {
  /**
   * Claims new notices and queues the messages that `address` makes of them, both or neither. Each notice is claimed only
   * once, by whichever process comes first.
   * @returns the claimed notices
   */
  tell(
    notices: readonly Notice[],
    address: (fresh: readonly Notice[]) => readonly Pick<Outgoing, 'id' | 'channel' | 'message' | 'nextAt'>[],
  ): Promise<readonly Notice[]>;
  /** Messages due for sending, at most 200. One from the future is due, too: the clock was set back. */
  outgoing(now: number): Promise<readonly Outgoing[]>;
  /**
   * Replaces the due messages of each channel by the one that `join` makes of them, all or none.
   * @param join null to leave them as they are
   */
  joinOutgoing(now: number, join: (due: readonly Message[]) => Message | null): Promise<void>;
  /** When the next message is due; 0 for at once; null without one. */
  nextOutgoing(now: number): Promise<number | null>;
  settle(
    id: string,
    outcome: {
      readonly status: 'sent' | 'waiting' | 'given-up';
      readonly problem: string | null;
      readonly nextAt: number | null;
    },
  ): Promise<void>;
  /** The messages of a run to contacts that no channel has taken yet, although each was tried. */
  untaken(rotation: string): Promise<readonly { readonly target: string; readonly contact: string }[]>;
  /** Those of these ids that no process has claimed yet. */
  unclaimed(ids: readonly string[]): Promise<readonly string[]>;
  /** Notices about an OAuth consumer, newest first. */
  told(
    app: Pick<WatchedApp, 'orgId' | 'consumerId'>,
    limit: number,
  ): Promise<readonly { readonly at: number; readonly notice: Notice }[]>;
}

/** One-time codes with which contacts confirm that a consumer has its credentials. They end with their run. */
export interface HandOverCodes {
  /**
   * Makes a code for a contact. Only hashes are stored, before the promise resolves. Earlier codes of the consumer stay valid.
   */
  make(place: CodePlace, contact: string): Promise<Secret>;
  /** Records that the contact was sent a code. */
  sent(place: CodePlace, at: number): Promise<void>;
  /**
   * Compares a code with all codes of a run in constant time. Counts a wrong one.
   * @param contactOf the contact of a consumer now, by its target as text. A code that another contact got is wrong
   */
  check(
    run: Omit<CodePlace, 'target'>,
    code: string,
    contactOf: (target: string) => string | null,
  ): Promise<CodeAnswer>;
  /** Makes the codes of a consumer invalid: it was confirmed (`used`), or its contact changed. */
  end(place: Pick<CodePlace, 'rotation' | 'target'>, why: 'used' | 'void'): Promise<void>;
}

/** The store of each channel secret, by name. */
export interface ChannelSecretPlaces {
  list(): Promise<readonly { readonly name: string; readonly store: StoreReference['kind'] }[]>;
  /** null if the secret wasn't set. */
  find(name: string): Promise<StoreReference['kind'] | null>;
  save(name: string, store: StoreReference['kind']): Promise<void>;
}

/** Credentials to deliver to a consumer. */
export interface HandOver {
  readonly event: 'staged' | 'rotated' | 'rotated-back';
  readonly org: string;
  readonly app: string;
  readonly pair: Pair;
  readonly previousConsumerKey: string;
  readonly tokenUrl: string;
}

/** Automatic delivery: `file:` and `exec:` targets. */
export interface Deliveries {
  /** Delivers both values together. Repeating a delivery is harmless. @returns the problem as text, or null */
  deliver(target: Target, handOver: HandOver, signal?: AbortSignal): Promise<CleanText | null>;
  /** Checks whether a target can be used, without using it. @returns the problem as text, or null */
  inspect(target: Target): Promise<CleanText | null>;
  /**
   * What a person must know about a target that can be used: nothing about a program, or about a file that doesn't exist yet.
   * @param ownKey the app's current key, if keyturn may have no record of it yet
   */
  cautions(target: Target, ownKey?: string): Promise<FileCautions>;
  /**
   * Names of the file that a target's path leads to: two targets with a name in common write to one file. Empty for a target
   * that isn't a file.
   */
  places(target: Target): Promise<readonly string[]>;
  /**
   * Whether a target still has credentials that were delivered to it. Only a file can be read back. Without their secret, only
   * the key is compared.
   * @returns the problem as text; null if it has them, or if there is nothing to read back
   */
  recheck(target: Target, pair: Delivered): Promise<CleanText | null>;
  /** The consumer key that a reader of the target gets; null without one, or if the target can't be read. Only for a file. */
  keyIn(target: Target): Promise<string | null>;
  /** Finishes or removes what a killed delivery left at a target. No other delivery to it may be under way. */
  settle(target: Target): Promise<void>;
}

export interface SetupDraft {
  readonly savedAt: number;
  readonly answers: Readonly<Record<string, string>>;
  /** Why a person started the setup. Missing if nobody said. */
  readonly why?: Why;
}

/** The audit trail. Append-only and hash-chained: what was intended, and its outcome. */
export interface Journal {
  append(entry: JournalEntry): Promise<JournalLine>;
  list(filter?: { readonly orgId?: string; readonly app?: string }): Promise<readonly JournalLine[]>;
  /** Intents without an outcome, oldest first. */
  open(): Promise<readonly JournalLine[]>;
  /** @throws JournalBroken naming the first line that doesn't match */
  verify(): Promise<{ readonly lines: number }>;
}
