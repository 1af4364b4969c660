import { isSameId } from '../plain/ids.ts';
import type { CleanText } from '../plain/outside-text.ts';
import type { StagedPair } from './app.ts';

/**
 * Whose credentials are in the staging slot.
 * - free: it is empty
 * - ours: staged by keyturn, with the secret in the store
 * - ours-unsaved: they match a staging request of keyturn whose answer was lost
 * - stranger: staged by someone else, or by an unknown person
 * - previous: the previous credentials in their overlap
 * - expired: they get no tokens anymore but still occupy the slot
 * - unclear: the org reports an unknown state
 */
export type SlotHolder = 'free' | 'ours' | 'ours-unsaved' | 'stranger' | 'previous' | 'expired' | 'unclear';

/** What it takes to recognize credentials that keyturn staged. */
export interface SlotClues {
  readonly stored: ReadonlySet<string>;
  /** When keyturn last sent a staging request without a known outcome; null if there is no open one. Epoch ms. */
  readonly stageIntendedAt: number | null;
  /** Id of the signed-in user. */
  readonly personId: string;
}

/** Most expected difference between the org's clock and ours. */
const clockSkewMs = 5 * 60_000;

export function holderOf(slot: StagedPair | null, clues: SlotClues): SlotHolder {
  if (slot === null) return 'free';
  if (slot.state === 'Rotated') return 'previous';
  if (slot.state === 'Expired') return 'expired';
  if (slot.state === 'unknown' || slot.consumerKey === null) return 'unclear';
  if (clues.stored.has(slot.consumerKey)) return 'ours';
  return fitsIntent(slot, clues) ? 'ours-unsaved' : 'stranger';
}

/** Whether these may be the credentials from keyturn's lost staging request: nothing in the org's answer contradicts it. */
function fitsIntent({ createdBy, createdAt }: StagedPair, { stageIntendedAt, personId }: SlotClues): boolean {
  if (stageIntendedAt === null || isStagedBy({ createdBy }, personId) === false) return false;
  return createdAt === null || createdAt >= stageIntendedAt - clockSkewMs;
}

/** Whether keyturn certainly staged these credentials. Only then may it delete them without asking. */
export function isProvablyOurs(slot: StagedPair, clues: SlotClues): boolean {
  return fitsIntent(slot, clues) && isStagedBy(slot, clues.personId) === true;
}

/** Whether this person staged them; null if the org doesn't report who did. */
export function isStagedBy({ createdBy }: Pick<StagedPair, 'createdBy'>, personId: string): boolean | null {
  const author = authorId(createdBy);
  return author === null ? null : isSameId(author, personId);
}

/** Who staged the credentials, for people; null if nobody knows. */
export function authorName({ createdBy, author }: Pick<StagedPair, 'createdBy' | 'author'>): CleanText | null {
  return author ?? createdBy;
}

/** The author's id, or null for a name. Salesforce doesn't document which one it returns, and only an id can be compared. */
export function authorId(createdBy: string | null): string | null {
  return createdBy !== null && /^005\w{12}(\w{3})?$/.test(createdBy) ? createdBy : null;
}
