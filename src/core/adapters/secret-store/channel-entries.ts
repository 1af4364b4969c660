import type { SecretStore } from '../../ports/ports.ts';
import { channelSecrets } from '../../reminders/channel-route.ts';

/**
 * A channel secret has a name that a person made up, so two folders may use one name for different secrets. Each folder has its
 * own entry. Earlier versions shared one entry: it is read as long as this folder has no own one.
 * @param home names this folder
 * @param leave removes this folder from an entry that names it, and the entry with the last folder
 */
export function withOwnChannels(
  store: SecretStore,
  home: string,
  leave: (orgId: string, consumerKey: string) => Promise<void>,
): SecretStore {
  const own = `${channelSecrets}@${home}`;
  const isChannel = (orgId: string) => orgId === channelSecrets;
  const entries: SecretStore['entries'] = async (onDamaged) => {
    const all = await store.entries(onDamaged);
    const names = new Set(all.filter(({ orgId }) => orgId === own || isChannel(orgId)).map((one) => one.consumerKey));
    return [
      ...all.filter(({ orgId }) => !isChannel(orgId) && !orgId.startsWith(`${channelSecrets}@`)),
      ...[...names].map((consumerKey) => ({ orgId: channelSecrets, consumerKey })),
    ];
  };
  return {
    kind: store.kind,
    reference: (orgId, key) => store.reference(isChannel(orgId) ? own : orgId, key),
    put: async (pair) => {
      if (!isChannel(pair.orgId)) return store.put(pair);
      await store.put({ ...pair, orgId: own });
      await leave(channelSecrets, pair.consumerKey);
    },
    get: async (orgId, key) => {
      const found = isChannel(orgId) ? await store.get(own, key) : null;
      return found ? { ...found, orgId } : store.get(orgId, key);
    },
    claim: async (orgId, key) => {
      if (isChannel(orgId) && (await store.get(own, key))) return;
      await store.claim(orgId, key);
    },
    owns: async (orgId, key) => {
      if (isChannel(orgId) && (await store.get(own, key))) return true;
      return store.owns(orgId, key);
    },
    remove: async (orgId, key) => {
      if (!isChannel(orgId) || (await store.get(own, key)) === null) return store.remove(orgId, key);
      // The shared entry may be another folder's, of a version that didn't name it.
      await leave(orgId, key);
      return store.remove(own, key);
    },
    keys: async (orgId) => (await entries()).filter((one) => one.orgId === orgId).map(({ consumerKey }) => consumerKey),
    entries,
  };
}
