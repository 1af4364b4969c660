import type { Remains } from '../model/uninstall.ts';
import type { SecretStore } from '../ports/ports.ts';
import { channelSecrets } from '../reminders/channel-route.ts';

/** How many entries were removed, and how many of the same orgs stay, because this folder doesn't know them. */
export interface Forgotten {
  readonly removed: number;
  readonly unknown: number;
}

/**
 * Removes the entries from the keychain that this home's state names. Another home of this computer may have staged credentials
 * of the same app, and its entry may be the only copy: an entry of the same app isn't enough.
 */
export async function forgetKeychain(
  keychain: SecretStore,
  { apps, channelSecrets: secrets }: Remains,
): Promise<Forgotten> {
  const inKeychain = apps.filter(({ watched: { store } }) => store?.kind === 'keychain');
  const orgs = new Set(inKeychain.map(({ watched: { orgId } }) => orgId));
  const names = secrets.filter(({ store }) => store === 'keychain').map(({ name }) => name);
  const isNamed = (orgId: string, key: string) =>
    orgId === channelSecrets
      ? names.includes(key)
      : inKeychain.some(({ watched, keys }) => watched.orgId === orgId && keys.includes(key));
  const entries = await keychain.entries();
  const ours = entries.filter(({ orgId, consumerKey }) => isNamed(orgId, consumerKey));
  for (const { orgId, consumerKey } of ours) await keychain.remove(orgId, consumerKey);
  return {
    removed: ours.length,
    unknown: entries.filter((one) => orgs.has(one.orgId) && !ours.includes(one)).length,
  };
}
