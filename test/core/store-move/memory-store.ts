import { readStoredPair, writeStoredPair } from '../../../src/core/adapters/secret-store/stored-pair.ts';
import type { SecretStore } from '../../../src/core/ports/ports.ts';

type Effect = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** A store that keeps its entries in a map, like the encrypted file of one home. */
export function memoryStore(
  kind: SecretStore['kind'],
  entries: Map<string, string>,
  effect: Effect = (work) => work(),
): SecretStore {
  const pairs = () => [...entries.values()].flatMap((text) => readStoredPair(text) ?? []);
  return {
    kind,
    reference: (_orgId, consumerKey) => `${kind} ${consumerKey}`,
    put: (pair) => effect(async () => void entries.set(`${pair.orgId}/${pair.consumerKey}`, writeStoredPair(pair))),
    claim: async () => undefined,
    owns: async (orgId, consumerKey) => entries.has(`${orgId}/${consumerKey}`),
    get: async (orgId, consumerKey) =>
      pairs().find((pair) => pair.orgId === orgId && pair.consumerKey === consumerKey) ?? null,
    remove: (orgId, consumerKey) => effect(async () => entries.delete(`${orgId}/${consumerKey}`)).then(() => true),
    keys: async (orgId) => pairs().flatMap((pair) => (pair.orgId === orgId ? [pair.consumerKey] : [])),
    entries: async () => pairs(),
  };
}
