import type { SessionsEnded } from './emergency-run.ts';
import type { SlotHolder } from './slot.ts';
import type { Why } from './why.ts';

/** What a person asked for when an app reached its end of life. */
export interface DecommissionWishes {
  /** Freeze the execution user, too. */
  readonly freezesUser: boolean;
  /** Remove the two values from files that keyturn delivered to. */
  readonly cleansFiles: boolean;
  /** Leave the credentials in the secret store. */
  readonly keepsCredentials: boolean;
  /** Names of consumers that no longer use the credentials, confirmed by a person. */
  readonly gone: readonly string[];
  /** Absolute path for the report, without extension; null for the default folder. */
  readonly reportTo: string | null;
}

/** Recent use of the credentials from one address. Times are epoch ms. */
export interface RecentUse {
  readonly sourceIp: string;
  readonly succeeded: number;
  readonly lastAt: number;
}

/** Who used the credentials before the end. Read while planning, kept for the report. Times are epoch ms. */
export interface UseBefore {
  readonly since: number;
  /** Sign-ins through the app that keyturn didn't make, by address, the latest first; null if they can't be read. */
  readonly signIns: readonly RecentUse[] | null;
  /** Live sessions of the execution user; null if they can't be read. */
  readonly sessions: { readonly count: number; readonly lastUsedAt: number | null } | null;
  /** Other flows with the same consumer key, as phrases, and what couldn't be checked about them. */
  readonly otherUse: { readonly flows: readonly string[]; readonly unseen: readonly string[] };
  /** Other apps whose flow runs as the same user; null if the org doesn't report them. */
  readonly sameUser: readonly string[] | null;
  /** What couldn't be read, as phrases. */
  readonly unseen: readonly string[];
}

/** A file that keyturn delivers to, and what became of the credentials in it. */
export interface FileCopy {
  readonly path: string;
  /**
   * - ours: it has credentials of the app
   * - other: it has other credentials, or none
   * - removed: keyturn removed them
   * - failed: the file couldn't be read or changed
   */
  readonly state: 'ours' | 'other' | 'removed' | 'failed';
  readonly problem: string | null;
}

/** A switch that keyturn turned off. Times are epoch ms. */
export interface TurnedOff {
  /** Whether it was off before. Then keyturn doesn't turn it on again. */
  readonly wasSo: boolean;
  readonly intendedAt: number;
  /** When the org was seen to have it off; null before that. */
  readonly seenAt: number | null;
  /** When a check saw it on, after which nothing saw it off; missing otherwise. */
  readonly seenOnAt?: number;
}

/** What keyturn last saw of a switch that it turned off, or meant to. */
export function lastSeenOf({ seenAt, seenOnAt }: Pick<TurnedOff, 'seenAt' | 'seenOnAt'>): 'off' | 'on' | 'unseen' {
  if (seenOnAt !== undefined) return 'on';
  return seenAt === null ? 'unseen' : 'off';
}

/** The record of an end after a check. @param isOn whether OAuth is on for the app; null if the check doesn't show it */
export function afterCheck(run: Decommission, isOn: boolean | null, at: number): Decommission {
  const { flow } = run;
  if (flow === null || isOn === null || (!isOn && flow.seenAt !== null)) return run;
  const { seenOnAt: _, ...turned } = flow;
  return { ...run, flow: isOn ? { ...turned, seenAt: null, seenOnAt: at } : { ...turned, seenAt: at } };
}

/** The end of an app, as stored between attempts. No secrets. Times are epoch ms. */
export interface Decommission extends DecommissionWishes {
  readonly id: string;
  readonly startedAt: number;
  /** Ticket and reason that a person gave; missing without any. */
  readonly why?: Why;
  readonly use: UseBefore;
  /** Names of the consumers at the start. */
  readonly consumers: readonly string[];
  /** The current credentials at the start. */
  readonly consumerKey: string;
  /**
   * The credentials in the staging slot that may be deleted; null if it was empty. Without a key, the slot couldn't be read
   * before REST access to secrets was on, and a person agreed to delete whatever it has.
   */
  readonly slot: { readonly consumerKey: string | null; readonly holder: SlotHolder } | null;
  /** Whether the current credentials got a token while OAuth was on. */
  readonly worked: boolean;
  readonly flow: TurnedOff | null;
  readonly freeze: TurnedOff | null;
  /** Consumer keys whose token requests Salesforce was seen to refuse while OAuth was off, and when. */
  readonly refused: Readonly<Record<string, number>>;
  /** Why the current credentials couldn't be tested; null if they were. */
  readonly untested: string | null;
  readonly sessions: SessionsEnded | null;
  /** When the slot was seen without the credentials in `slot`. */
  readonly slotEmptyAt: number | null;
  readonly files: readonly FileCopy[] | null;
  /** Consumer keys that were removed from the secret store. */
  readonly forgotten: readonly string[];
  readonly forgottenAt: number | null;
  /** Path of the report; null before it was written. */
  readonly report: string | null;
}

/** Whether keyturn can still put the app back as it was. */
export function canReturn({ forgottenAt, forgotten }: Pick<Decommission, 'forgottenAt' | 'forgotten'>): boolean {
  return forgottenAt === null && forgotten.length === 0;
}

/** The consumers that nobody confirmed as gone. */
export function stillThere({ consumers, gone }: Pick<Decommission, 'consumers' | 'gone'>): readonly string[] {
  const isGone = (name: string) => gone.some((one) => one.trim().toLowerCase() === name.trim().toLowerCase());
  return consumers.filter((name) => !isGone(name));
}

/** Username of the execution user, if keyturn froze the user; null otherwise. */
export function frozenByEnd(
  { freeze }: Pick<Decommission, 'freeze'>,
  { executionUser }: { readonly executionUser: { readonly username: string } | null },
): string | null {
  return freeze === null || freeze.wasSo ? null : (executionUser?.username ?? null);
}
