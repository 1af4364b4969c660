import { orNothing } from '../acts/damaged-entry.ts';
import type { StoreReference } from '../model/watched-app.ts';
import type { SecretStore, StoredPair } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { readsBackDifferently } from '../words/store-move.ts';

/**
 * Copies an entry to the new store, also over a damaged one, and reads it back. Writes nothing and returns false if the new store has a different secret
 * and the state says that the entry is already there: then the different one counts.
 * @throws PairNotSaved and what the store throws
 */
export async function copyEntry(
  to: SecretStore,
  pair: StoredPair,
  saidToBeIn: StoreReference['kind'] | null,
): Promise<boolean> {
  const { orgId, consumerKey, consumerSecret } = pair;
  const isThere = async () => {
    const found = await to.get(orgId, consumerKey);
    return found && { isSame: found.consumerSecret.equals(consumerSecret) };
  };
  const before = await isThere().catch(orNothing);
  if (before?.isSame) {
    await to.claim(orgId, consumerKey);
    return true;
  }
  if (before && saidToBeIn === to.kind) return false;
  await to.put(pair);
  if ((await isThere())?.isSame) return true;
  throw reason('PairNotSaved', { store: to.reference(orgId, consumerKey), problem: readsBackDifferently });
}
