import { sealKeys } from '../model/seal.ts';
import type { Remains } from '../model/uninstall.ts';
import type { SecretStore, StoreEntry } from '../ports/ports.ts';
import { channelSecrets } from '../reminders/channel-route.ts';

/** What became of the keychain's entries. */
export interface Forgotten {
  readonly removed: number;
  /** They stay, because another folder of keyturn uses them, too. */
  readonly shared: number;
  /** Of the same orgs. They stay, because this folder doesn't know them. */
  readonly unknown: number;
}

/** Entries of other kinds have no org id. */
function isCredentials(orgId: string): boolean {
  return orgId !== channelSecrets && orgId !== sealKeys;
}

/**
 * Removes the entries from the keychain that this home's state names. It doesn't name the keys of
 * earlier audit trails, and not every channel secret, but their entries name this home. Another home of this computer may have staged credentials
 * of the same app, and its entry may be the only copy: an entry of the same app isn't enough.
 */
export async function forgetKeychain(
  keychain: SecretStore,
  { apps, channelSecrets: secrets, sealKey }: Remains,
): Promise<Forgotten> {
  const inKeychain = apps.filter(({ watched: { store } }) => store?.kind === 'keychain');
  const orgs = new Set(inKeychain.map(({ watched: { orgId } }) => orgId));
  const names = secrets.filter(({ store }) => store === 'keychain').map(({ name }) => name);
  const isSealKey = (orgId: string, key: string) =>
    orgId === sealKeys && sealKey.store === 'keychain' && key === sealKey.chain;
  const isNamed = (orgId: string, key: string) =>
    orgId === channelSecrets
      ? names.includes(key)
      : isSealKey(orgId, key) || inKeychain.some(({ watched, keys }) => watched.orgId === orgId && keys.includes(key));
  const entries = await keychain.entries();
  const ours: StoreEntry[] = [];
  for (const entry of entries) {
    const { orgId, consumerKey } = entry;
    const isOwned = async () => (await keychain.owns(orgId, consumerKey)) && !isCredentials(orgId);
    if (isNamed(orgId, consumerKey) || (await isOwned())) ours.push(entry);
  }
  let removed = 0;
  for (const { orgId, consumerKey } of ours) if (await keychain.remove(orgId, consumerKey)) removed += 1;
  return {
    removed,
    shared: ours.length - removed,
    unknown: entries.filter((one) => orgs.has(one.orgId) && !ours.includes(one)).length,
  };
}
