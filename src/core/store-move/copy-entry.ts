import type { StoreReference } from '../model/watched-app.ts';
import type { SecretStore, StoredPair } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { readsBackDifferently } from '../words/store-move.ts';

/**
 * Sees to it that the new place holds the same pair, read back from there. False where it holds another one that counts, because
 * the state says that the pair is there already: then nothing is written.
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
  const before = await isThere();
  if (before?.isSame) return true;
  if (before && saidToBeIn === to.kind) return false;
  await to.put(pair);
  if ((await isThere())?.isSame) return true;
  throw reason('PairNotSaved', { store: to.reference(orgId, consumerKey), problem: readsBackDifferently });
}
