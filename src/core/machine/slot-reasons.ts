import type { StagedPair } from '../model/app.ts';
import type { SlotHolder } from '../model/slot.ts';
import { plainText, shortKey } from '../plain/text.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';

/** Why nothing can be staged while this pair takes the place; each with one recommended action. */
export function slotReason(app: string, slot: StagedPair, holder: SlotHolder): KeyturnError {
  const key = slot.consumerKey === null ? 'unknown key' : shortKey(slot.consumerKey);
  const until = slot.expiresAt === null ? '' : `, until ${dayOf(slot.expiresAt)}`;
  switch (holder) {
    case 'previous':
      return reason('PreviousPairLives', { app, key, until });
    case 'expired':
      return reason('SlotExpired', { app, key });
    case 'stranger': {
      const author = slot.createdBy ? plainText(slot.createdBy, 80) : 'somebody';
      const since = slot.createdAt === null ? '' : ` on ${dayOf(slot.createdAt)}`;
      return reason('StrangersPair', { app, key, author, since, until });
    }
    default:
      return reason('SlotUnclear', { app, problem: `a pair (${key}) in the state ${slot.state}` });
  }
}

export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
