import type { StagedPair } from '../model/app.ts';
import { authorName, type SlotHolder } from '../model/slot.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';

/** Why nothing can be staged while these credentials are in the slot. Each reason has one recommended action. */
export function slotReason(app: string, slot: StagedPair, holder: SlotHolder): KeyturnError {
  const { consumerKey: key, expiresAt: until, createdAt: since, state } = slot;
  const author = authorName(slot);
  switch (holder) {
    case 'previous':
      return reason('PreviousPairLives', { app, key, until });
    case 'expired':
      return reason('SlotExpired', { app, key });
    case 'stranger':
      return reason('StrangersPair', { app, key, author, since, until });
    default:
      return reason('SlotUnclear', { app, found: { key, state } });
  }
}
