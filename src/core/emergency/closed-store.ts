import type { SecretStore } from '../ports/ports.ts';
import type { KeyturnError } from '../reasons/errors.ts';
import { closedStoreWords } from '../words/unseen.ts';

/** Stands for a store that couldn't be opened. Every use fails with the reason, so nothing looks as if it weren't stored. */
export function closedStore(kind: SecretStore['kind'], error: KeyturnError): SecretStore {
  const refuse = () => Promise.reject(error);
  const reads = { get: refuse, keys: refuse, entries: refuse, owns: refuse };
  return { kind, reference: () => closedStoreWords(kind), put: refuse, claim: refuse, remove: refuse, ...reads };
}
