import type { HandOverNotice, Notice, NoticeKind } from '../model/notice.ts';
import type { Rotation } from '../model/rotation.ts';
import type { Severity } from '../model/severity.ts';
import type { Target } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { day } from '../plain/time.ts';
import type { SignInEnding } from '../ports/ports.ts';
import type { Ladder, LadderStep } from './ladder.ts';

export interface ReminderFacts {
  readonly watched: WatchedApp;
  /** The newest run, finished or not; null if there never was one. */
  readonly rotation: Rotation | null;
  /** When the app's sign-in stops working; left out if nobody checked. */
  readonly signInEnding?: SignInEnding | null;
  /** How often the app is checked. */
  readonly checkEveryMs?: number;
  /** Contacts of consumers from the settings, by name or target. */
  readonly contacts?: Readonly<Record<string, string>>;
  /** Whether keyturn couldn't notify the contact of a consumer; missing if nobody asked. */
  readonly isUnreached?: (target: Target, contact: string) => boolean;
  /** Epoch ms. */
  readonly now: number;
}

/** Something to report now or later, with all of its steps. It produces one notice at a time. */
export interface Matter {
  readonly kind: NoticeKind;
  /** About the org: reported once for all of its apps. */
  readonly isOfOrg?: true;
  /** Distinguishes matters of the same kind. Parts can't contain spaces. */
  readonly subject: readonly (string | number)[];
  readonly ladder: Ladder;
  /** Of `consumer-waiting`. */
  readonly handOver?: HandOverNotice;
  readonly words: (step: LadderStep) => Pick<Notice, 'severity' | 'title' | 'text' | 'actions'>;
}

/** Whole days from a step to an end; negative when the end is past. */
export function daysLeftAt({ at }: LadderStep, end: number): number {
  return Math.ceil((end - at) / day) || 0;
}

/** `note` while the end is further away than `days`, else `near`. */
export function severityWithin(days: number, daysLeft: number, near: Severity = 'caution'): Severity {
  return daysLeft > days ? 'note' : near;
}
