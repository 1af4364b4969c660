import type { AppStatus } from '../model/app-status.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/operation-plan.ts';
import type { OperationKind } from '../model/rotation.ts';
import type { Secret } from '../model/secret.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { RotationNews } from '../words/news.ts';
import type { DaemonSight } from './read-daemon.ts';

/** That of a file that is there, or a new one, which is typed `again`; what was typed before has `differed`. */
export type AskedPassphrase = 'known' | 'new' | 'again' | 'new-differed';

/** What a person who looks at the watch can be asked and told while something is done. */
export interface Talk {
  /** Whether the other flows that use the key, or the plan as a whole, are agreed to. Rejects when the person leaves. */
  agrees(plan: Plan, to: 'other-flows' | 'plan'): Promise<boolean>;
  /** What was typed when the app's name was asked for. */
  typedName(plan: Plan): Promise<string>;
  /** null when the person gives up. */
  passphrase(of: AskedPassphrase): Promise<Secret | null>;
  tell(news: RotationNews): void;
  /** Work that follows it ends after the step that is under way. */
  readonly signal: AbortSignal;
}

export type Slot = 'primary' | 'staged' | 'previous';

export interface ShownPair {
  readonly app: string;
  readonly org: string;
  readonly slot: Slot;
  readonly consumerKey: string;
  readonly consumerSecret: Secret;
}

/**
 * Everything the screen of the watch can see and do. What it sees is what is remembered: no org is asked before a person
 * chooses an action. Actions resolve with what happened, in words.
 */
export interface WatchDesk {
  /** How every watched app stands, with changes by other processes. */
  rows(): Promise<readonly AppStatus[]>;
  /** Whether the daemon runs, and when it looks next. */
  daemon(): Promise<DaemonSight>;
  /** Lines of the audit trail about an app, oldest first. */
  history(app: WatchedApp): Promise<readonly JournalLine[]>;
  /** Epoch ms. */
  now(): number;
  operate(app: WatchedApp, kind: OperationKind, talk: Talk): Promise<readonly string[]>;
  resume(app: WatchedApp, talk: Talk): Promise<readonly string[]>;
  check(app: WatchedApp, talk: Talk): Promise<readonly string[]>;
  /** A person says that a consumer has the new pair. */
  confirmHandOver(app: WatchedApp, consumer: string): Promise<readonly string[]>;
  /** Quietens the reminders of an app for so many days. */
  snooze(app: WatchedApp, days: number): Promise<readonly string[]>;
  /** Somebody is on it. */
  acknowledge(app: WatchedApp): Promise<readonly string[]>;
  /** Notes in the audit trail that the pair is about to be shown. */
  reveal(app: WatchedApp, slot: Slot, talk: Talk): Promise<ShownPair>;
}
