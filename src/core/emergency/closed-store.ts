import type { SecretStore } from '../ports/secret-store.ts';
import type { KeyturnError } from '../reasons/errors.ts';
import { closedStoreWords } from '../words/unseen.ts';

/** A store that could not be opened: whatever needs it stops with the reason why, and nothing is taken for not stored. */
export function closedStore(kind: SecretStore['kind'], error: KeyturnError): SecretStore {
  const refuse = () => Promise.reject(error);
  return {
    kind,
    reference: () => closedStoreWords(kind),
    put: refuse,
    get: refuse,
    remove: refuse,
    keys: refuse,
    entries: refuse,
  };
}
