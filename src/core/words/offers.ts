import type { RotationKind } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { relativeTime } from '../plain/duration.ts';
import { nameList, plainText } from '../plain/text.ts';
import { runNames } from '../reasons/run-words.ts';
import { capital } from './acts.ts';
import { attentionWords } from './attention.ts';

/** The next step for consumers that keyturn has delivered nothing to, or that have lost it. */
export function deliverWords(names: readonly string[]): string {
  return `Press g to deliver the current credentials to ${nameList(names.map((name) => plainText(name, 60)))}, if they don't have them.`;
}

/** Why the watch doesn't offer an action, with the key that helps. */
export const refusals = {
  ending: (app: string) => `${app} is being decommissioned: run \`keyturn resume ${app}\` in a terminal`,
  gone: (app: string) => `The org no longer has ${app} as keyturn watches it.`,
  previousInSlot: 'The staging slot holds the previous credentials. Press t to retire them.',
  otherFirst: (kind: RotationKind) => `Continue the ${runNames[kind]} first: press g.`,
  stagedAlready: 'New credentials are already staged. Press r to rotate, d to discard.',
  usersUnknown: 'Press u first to say who uses the credentials.',
  noPrevious: 'There are no previous credentials to switch back to.',
  switchedBack: 'Already switched back. Press t to retire the replaced credentials.',
  noPreviousKnown: (app: string) =>
    `keyturn knows of no previous credentials. If there are any: \`keyturn retire ${app}\``,
  noStagedKnown: (app: string) =>
    `keyturn knows of no staged credentials. If there are any: \`keyturn discard ${app}\``,
  notInterrupted: 'There is nothing to continue.',
  acknowledged: (by: string) => `Already acknowledged by ${plainText(by, 40)}.`,
  nobodyWaited: 'No consumer is waiting for a confirmation.',
  notStored: (watched: WatchedApp) => `${capital(attentionWords.notStored(watched))}.`,
  stagedWaits: 'The staged credentials are ready. Press r to rotate.',
  handOverFirst: (names: readonly string[], which: 'new' | 'current') =>
    `${names.map((name) => plainText(name, 40)).join(', ')} must have the ${which} credentials first. Press h to confirm.`,
  kept: 'keyturn keeps the previous credentials until you delete them. Press t to retire them.',
  inGrace: (until: number, now: number) =>
    `The previous credentials are kept. Their grace period ends ${relativeTime(until, now)}.`,
} as const;
