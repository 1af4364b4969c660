import type { RotationKind } from '../model/rotation.ts';
import { relativeTime } from '../plain/duration.ts';
import { plainText } from '../plain/text.ts';

/** Why the watch's screen doesn't offer an action, with the key that helps. */
export const refusals = {
  previousInSlot: 'The previous pair still takes the only place; t ends it.',
  otherFirst: (kind: RotationKind) => `Its ${kind} goes on first, with g.`,
  stagedAlready: 'A new pair is staged already; r rotates, d discards it.',
  noPrevious: 'There is no previous pair to go back to.',
  noPreviousKnown: (app: string) => `No previous pair is known. If there is one: keyturn retire ${app}`,
  noStagedKnown: (app: string) => `No staged pair is known. If there is one: keyturn discard ${app}`,
  notInterrupted: 'Nothing was interrupted.',
  acknowledged: (by: string) => `${plainText(by, 40)} is on it already.`,
  nobodyWaited: 'No consumer is waited for.',
  notStored: 'The pair is not in the secret store of this computer.',
  stagedWaits: 'The staged pair waits for r.',
  handOverFirst: (names: readonly string[]) =>
    `${names.map((name) => plainText(name, 40)).join(', ')} must have the new pair first; h says so.`,
  inGrace: (until: number, now: number) => `The old pair lives on; its grace ends ${relativeTime(until, now)}.`,
} as const;
