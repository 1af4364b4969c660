import type { StoreReference } from '../model/watched-app.ts';
import { countOf } from '../plain/text.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';
import { unreadableWords } from '../words/store-move.ts';
import type { Moved } from './move-secrets.ts';

interface Places {
  readonly from: StoreReference['kind'];
  readonly to: StoreReference['kind'];
}

/** Why secrets are left in the old store that should be in the new one only; null if there are none. */
export function incomplete({ unreadable, stuck }: Moved, { from, to }: Places): KeyturnError | null {
  const [one] = unreadable;
  if (one)
    return one.error.withSafe(unreadableWords.safe(unreadable.length, from)).withAction(unreadableWords.action(to));
  if (!stuck) return null;
  const { count, first } = stuck;
  const detail = { count: countOf(count, 'secret'), from, to, problem: first.message };
  return reason('OldPlaceNotCleared', detail, { cause: first });
}
