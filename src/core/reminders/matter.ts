import type { Notice, NoticeKind } from '../model/notice.ts';
import type { Rotation } from '../model/rotation.ts';
import type { RotationPolicy, WatchedApp } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';
import type { SignInEnding } from '../ports/ports.ts';
import type { Ladder, Step } from './ladder.ts';

export interface ReminderFacts {
  readonly watched: WatchedApp;
  /** The newest run of its consumer, finished or not; null when there never was one. */
  readonly rotation: Rotation | null;
  readonly policy: RotationPolicy;
  /** Of the sign-in with which it is watched; left out where nobody looked. */
  readonly signInEnding?: SignInEnding | null;
  /** Epoch ms. */
  readonly now: number;
}

export type Words = Pick<Notice, 'severity' | 'title' | 'text' | 'actions'>;

/** Something that is or will be worth telling, with all of its steps; one notice at a time comes of it. */
export interface Matter {
  readonly kind: NoticeKind;
  /** It is the org's, and told once for all of its apps. */
  readonly isOfOrg?: true;
  /** What of the app it is about, besides its kind; no spaces within one word of it. */
  readonly subject: readonly (string | number)[];
  readonly ladder: Ladder;
  readonly words: (step: Step) => Words;
}

/** How a person calls the app. */
export function nameOf({ label, app }: Pick<WatchedApp, 'label' | 'app'>): string {
  return plainText(label || app, 80);
}

/** How a command finds the app, also where a sandbox has one of the same name. */
export function placeOf({ org, app }: Pick<WatchedApp, 'org' | 'app'>): string {
  const place = `${plainText(org)}/${plainText(app)}`;
  return /^[\w.@/+-]+$/.test(place) ? place : `"${place.replace(/["$`\\]/g, '\\$&')}"`;
}

/** `2027-03-01`, in UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
