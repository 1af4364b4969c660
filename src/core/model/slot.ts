import { isSameId } from '../plain/ids.ts';
import type { StagedPair } from './app.ts';

/**
 * Whose the pair in the slot is.
 * - free: nothing lies there
 * - ours: staged by us, and its secret is in the store
 * - ours-unsaved: it fits a `stage` of ours whose answer never came
 * - stranger: somebody else staged it, or nobody can tell who
 * - previous: the former primary pair in its overlap
 * - expired: it gets no token any more, and still takes the place
 * - unclear: the org tells a state that nobody knows
 */
export type SlotHolder = 'free' | 'ours' | 'ours-unsaved' | 'stranger' | 'previous' | 'expired' | 'unclear';

/** What is needed to tell our own pair from another's. */
export interface SlotClues {
  readonly stored: ReadonlySet<string>;
  /** When we last set out to stage without having heard what came of it; null when there is no such doubt. Epoch ms. */
  readonly stageIntendedAt: number | null;
  /** The id of the person who is signed in. */
  readonly personId: string;
}

/** The org's clock and ours may differ by this much. */
const clockSkewMs = 5 * 60_000;

export function holderOf(slot: StagedPair | null, clues: SlotClues): SlotHolder {
  if (slot === null) return 'free';
  if (slot.state === 'Rotated') return 'previous';
  if (slot.state === 'Expired') return 'expired';
  if (slot.state === 'unknown' || slot.consumerKey === null) return 'unclear';
  if (clues.stored.has(slot.consumerKey)) return 'ours';
  return fitsIntent(slot, clues) ? 'ours-unsaved' : 'stranger';
}

/** Whether it may be the pair that a lost `stage` of ours made: nothing that the org tells speaks against it. */
function fitsIntent({ createdBy, createdAt }: StagedPair, { stageIntendedAt, personId }: SlotClues): boolean {
  if (stageIntendedAt === null || isStagedBy({ createdBy }, personId) === false) return false;
  return createdAt === null || createdAt >= stageIntendedAt - clockSkewMs;
}

/** Whether it is certainly ours: only then may it be taken back without asking. */
export function isProvablyOurs(slot: StagedPair, clues: SlotClues): boolean {
  return fitsIntent(slot, clues) && isStagedBy(slot, clues.personId) === true;
}

/** Whether this person staged it; null where the org doesn't tell who did. */
export function isStagedBy({ createdBy }: Pick<StagedPair, 'createdBy'>, personId: string): boolean | null {
  const author = authorId(createdBy);
  return author === null ? null : isSameId(author, personId);
}

/** No source says whether the author is told as an id or a name: only an id can be compared. */
export function authorId(createdBy: string | null): string | null {
  return createdBy !== null && /^005\w{12}(\w{3})?$/.test(createdBy) ? createdBy : null;
}
