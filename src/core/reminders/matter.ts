import type { Notice, NoticeKind } from '../model/notice.ts';
import type { Rotation } from '../model/rotation.ts';
import type { Severity } from '../model/severity.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { day } from '../plain/time.ts';
import type { SignInEnding } from '../ports/ports.ts';
import type { Ladder, LadderStep } from './ladder.ts';

export interface ReminderFacts {
  readonly watched: WatchedApp;
  /** The newest run of its consumer, finished or not; null when there never was one. */
  readonly rotation: Rotation | null;
  /** Of the sign-in with which it is watched; left out where nobody looked. */
  readonly signInEnding?: SignInEnding | null;
  /** Epoch ms. */
  readonly now: number;
}

/** Something that is or will be worth telling, with all of its steps; one notice at a time comes of it. */
export interface Matter {
  readonly kind: NoticeKind;
  /** It is the org's, and told once for all of its apps. */
  readonly isOfOrg?: true;
  /** What of the app it is about, besides its kind; no spaces within one word of it. */
  readonly subject: readonly (string | number)[];
  readonly ladder: Ladder;
  readonly words: (step: LadderStep) => Pick<Notice, 'severity' | 'title' | 'text' | 'actions'>;
}

/** Whole days from a step to an end; negative when the end is past. */
export function daysLeftAt({ at }: LadderStep, end: number): number {
  return Math.round((end - at) / day);
}

/** What is days away is good to know, and nearer than these it is more than that. */
export function severityWithin(days: number, daysLeft: number, near: Severity = 'caution'): Severity {
  return daysLeft > days ? 'note' : near;
}
