import type { MetadataFile, Pair } from '../model/app.ts';
import type { JournalEntry, JournalLine } from '../model/journal.ts';
import type { Message, Notice } from '../model/notice.ts';
import type { Rotation } from '../model/rotation.ts';
import type { Secret } from '../model/secret.ts';
import type { SelfCheck } from '../model/self-check.ts';
import type { Target } from '../model/target.ts';
import type { TokenAnswer } from '../model/token-answer.ts';
import type { StoredApp, StoreReference, WatchedApp } from '../model/watched-app.ts';

export type * from './salesforce-org.ts';
export type * from './secret-store.ts';
export type * from './sign-ins.ts';

/** Time. Epoch milliseconds everywhere inside; ISO 8601 in UTC at the borders. With the practice org it is the practice org's time. */
export interface Clock {
  now(): number;
  /** Resolves after `ms` of waiting, or rejects with the signal's reason. A fake clock moves itself instead of waiting. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborts when `ms` have passed. */
  deadline(ms: number): AbortSignal;
}

/** Structured log lines; never a secret, never an access token. */
export interface Log {
  debug(event: string, detail?: Record<string, unknown>): void;
  warn(event: string, detail?: Record<string, unknown>): void;
}

/** Asks for a token somewhere: here, or through a program on the host that may sign in. */
export interface Prover {
  prove(request: {
    readonly pair: Pair;
    readonly tokenUrl: string;
    readonly app: string;
    readonly org: string;
  }): Promise<TokenAnswer>;
}

/** What keyturn remembers between runs. Never a secret. Every write is durable when its promise resolves. */
export interface State {
  readonly apps: {
    list(): Promise<readonly WatchedApp[]>;
    find(orgId: string, app: string, consumerId: string): Promise<WatchedApp | null>;
    /** Returns it with the policy in force. */
    save(app: StoredApp): Promise<WatchedApp>;
    remove(app: WatchedApp): Promise<void>;
  };
  readonly rotations: Rotations;
  readonly due: DueApps;
  readonly reminders: Reminders;
  readonly daemon: DaemonRecord;
  readonly channelSecrets: ChannelSecretPlaces;
  /** Tells two secrets apart without telling either: keyed with what this state alone knows, 12 hex digits. */
  fingerprint(secret: Secret): Promise<string>;
  readonly journal: Journal;
  readonly drafts: {
    /** The unfinished setup, or null. Answers only, never a secret. */
    load(): Promise<SetupDraft | null>;
    save(draft: SetupDraft): Promise<void>;
    clear(): Promise<void>;
  };
  /** Metadata files as they were before a deploy, by journal intent. */
  readonly preImages: {
    save(intent: string, files: readonly MetadataFile[]): Promise<void>;
    load(intent: string): Promise<readonly MetadataFile[]>;
  };
  readonly leases: Leases;
  close(): void;
}

/** Runs of the rotation machine; at most one of a consumer is not finished. */
export interface Rotations {
  /** The one that is not finished, or null. */
  open(orgId: string, consumerId: string): Promise<Rotation | null>;
  /** The run with this id, or null. */
  find(id: string): Promise<Rotation | null>;
  /** The one of a consumer that is not finished, else the newest; null when there never was one. */
  latest(orgId: string, consumerId: string): Promise<Rotation | null>;
  /** All that are not finished, oldest first. */
  unfinished(): Promise<readonly Rotation[]>;
  /** `latest` of every consumer. */
  newest(): Promise<readonly Rotation[]>;
  /** All of them or none: a run that takes the place of another one is kept together with its end. */
  save(...rotations: readonly Rotation[]): Promise<void>;
}

/** A watched app, and how often it was saved: a later look tells whether somebody saved it meanwhile. */
export interface TouchedApp {
  readonly watched: WatchedApp;
  readonly touched: number;
}

/** When which app is to be looked at next. Whatever saves an app or a run of it makes it due at once. */
export interface DueApps {
  /** Those whose instant has come, the longest due first. */
  list(now: number, limit: number): Promise<readonly TouchedApp[]>;
  find(app: Pick<WatchedApp, 'orgId' | 'app' | 'consumerId'>): Promise<TouchedApp | null>;
  /** The earliest instant of all; null when nothing is watched. Epoch ms. */
  next(): Promise<number | null>;
  /** Sets the next instant, unless the app was saved since it was read. */
  postpone(app: TouchedApp, at: number): Promise<void>;
  /** Makes every app due where the settings that decide when are different from those of the last call. */
  followSettings(settings: string): Promise<void>;
  /** Some of those that were saved, or a run of theirs, since they were weighed. */
  unweighed(limit: number): Promise<readonly TouchedApp[]>;
  /** Keeps from when on each needs a person, unless it was saved since it was read. Epoch ms. */
  weigh(apps: readonly { readonly app: TouchedApp; readonly attentionAt: number }[]): Promise<void>;
  /** The earliest such instant of those that were weighed; null when there is none. */
  firstAttention(): Promise<number | null>;
}

/** A message on its way through one channel. */
export interface Outgoing {
  readonly id: string;
  readonly channel: string;
  readonly message: Message;
  readonly attempts: number;
  /** Epoch ms. */
  readonly nextAt: number;
  /** Of the last attempt, in words. */
  readonly problem: string | null;
}

/** What was told, and what is on its way. */
export interface Reminders {
  /**
   * Takes those that nobody has told yet and puts what `address` makes of them on its way, both or neither. Returns those
   * that were taken: each notice is taken once, whichever process comes first.
   */
  tell(
    notices: readonly Notice[],
    address: (fresh: readonly Notice[]) => readonly Pick<Outgoing, 'id' | 'channel' | 'message' | 'nextAt'>[],
  ): Promise<readonly Notice[]>;
  /** What is to be sent by now, at most 200. */
  outgoing(now: number): Promise<readonly Outgoing[]>;
  nextOutgoing(): Promise<number | null>;
  settle(
    id: string,
    outcome: {
      readonly status: 'sent' | 'waiting' | 'given-up';
      readonly problem: string | null;
      readonly nextAt: number | null;
    },
  ): Promise<void>;
  /** What was told of a consumer, newest first. */
  told(
    app: Pick<WatchedApp, 'orgId' | 'consumerId'>,
    limit: number,
  ): Promise<readonly { readonly at: number; readonly notice: Notice }[]>;
}

/** Where channels' secrets are kept, each by its name. */
export interface ChannelSecretPlaces {
  list(): Promise<readonly { readonly name: string; readonly store: StoreReference['kind'] }[]>;
  /** null for one that nobody has set here. */
  find(name: string): Promise<StoreReference['kind'] | null>;
  save(name: string, store: StoreReference['kind']): Promise<void>;
}

/** What the daemon says of itself. Instants are epoch ms. */
export interface DaemonStatus {
  readonly pid: number;
  readonly startedAt: number;
  readonly lastTickAt: number | null;
  readonly nextTickAt: number | null;
}

export interface DaemonRecord {
  read(): Promise<DaemonStatus | null>;
  save(status: DaemonStatus): Promise<void>;
  /** What the daemon found the last time that it looked what it can use where it runs. */
  lastCheck(): Promise<SelfCheck | null>;
  saveCheck(check: SelfCheck): Promise<void>;
}

/** A pair on its way to those who use it. */
export interface HandOver {
  readonly event: 'staged' | 'rotated' | 'rotated-back';
  readonly org: string;
  readonly app: string;
  readonly pair: Pair;
  readonly previousConsumerKey: string;
  readonly tokenUrl: string;
}

/** Where pairs are handed over by programs: `file:` and `exec:` targets. */
export interface Deliveries {
  /** Hands both values over at once; doing it twice does no harm. Resolves with the problem in words, or null. */
  deliver(target: Target, handOver: HandOver, signal?: AbortSignal): Promise<string | null>;
  /** Looks whether a target could be used, without using it; the problem in words, or null. */
  inspect(target: Target): Promise<string | null>;
}

/** Where incident reports and break-glass cards lie: files of mode 0600, without secrets. */
export interface Incidents {
  /**
   * Writes a report as Markdown and as JSON, side by side; one of the same run is replaced.
   * @param to an absolute path without ending; null for the usual folder
   * @returns the path of the Markdown file @throws FileNotWritten
   */
  writeReport(
    run: string,
    report: { readonly markdown: string; readonly json: unknown },
    to: string | null,
  ): Promise<string>;
  /**
   * Looks whether a report could be written there, before anything depends on it.
   * @param run whose report may lie there already
   * @throws FileNotWritten, FileExists
   */
  inspectReport(run: string, to: string): Promise<void>;
  /** Writes a card, replacing the one that is there and nothing else. @throws FileNotWritten, FileExists */
  writeCard(path: string, markdown: string): Promise<void>;
}

/** Keeps two processes from working on the same thing. What is kept here ends with the computer's power, and need not outlive it. */
export interface Leases {
  /**
   * Takes a lease by name; one whose holder is gone is taken over at once. `what` is what it guards, in words.
   * @throws AnotherAtWork while another holder lives
   */
  acquire(name: string, what?: string): Promise<Lease>;
  /** Who holds a lease and lives, as far as can be told; null when nobody does. */
  holder(name: string): Promise<{ readonly pid: number; readonly host: string } | null>;
}

export interface Lease {
  readonly name: string;
  /** Grows with every holder of the name. */
  readonly fence: number;
  /** Says that the holder still works. @throws AnotherAtWork when the lease was taken over */
  heartbeat(): Promise<void>;
  /** Gives it back; one that was taken over is left alone. */
  release(): Promise<void>;
}

export interface SetupDraft {
  readonly savedAt: number;
  readonly answers: Readonly<Record<string, string>>;
}

/** Append-only and hash-chained: what was about to be done, and what came of it. It is the audit trail, too. */
export interface Journal {
  append(entry: JournalEntry): Promise<JournalLine>;
  list(filter?: { readonly orgId?: string; readonly app?: string }): Promise<readonly JournalLine[]>;
  /** Intents without an outcome, oldest first. */
  open(): Promise<readonly JournalLine[]>;
  /** @throws JournalBroken naming the first line that doesn't fit */
  verify(): Promise<{ readonly lines: number }>;
}
