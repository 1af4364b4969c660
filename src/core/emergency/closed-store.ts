import type { SecretStore } from '../ports/secret-store.ts';
import type { KeyturnError } from '../reasons/errors.ts';

/** A store that could not be opened: whatever needs it stops with the reason why, and nothing is taken for not stored. */
export function closedStore(kind: SecretStore['kind'], error: KeyturnError): SecretStore {
  const refuse = () => Promise.reject(error);
  return {
    kind,
    reference: () => `the ${kind}, which can't be opened`,
    put: refuse,
    get: refuse,
    remove: refuse,
    keys: refuse,
    entries: refuse,
  };
}
