import type { Remains } from '../model/uninstall.ts';
import type { SecretStore } from '../ports/ports.ts';
import { channelSecrets } from '../reminders/channel-route.ts';

/**
 * Removes this home's entries from the keychain: those of its apps and channels. Other homes of this computer may have entries
 * there, too.
 * @returns how many were removed
 */
export async function forgetKeychain(
  keychain: SecretStore,
  { apps, channelSecrets: secrets }: Remains,
): Promise<number> {
  const inKeychain = apps.map(({ watched }) => watched).filter(({ store }) => store?.kind === 'keychain');
  const names = secrets.filter(({ store }) => store === 'keychain').map(({ name }) => name);
  let removed = 0;
  for (const { orgId, consumerKey } of await keychain.entries()) {
    const isOurs =
      orgId === channelSecrets
        ? names.includes(consumerKey)
        : inKeychain.some((one) => one.orgId === orgId) &&
          (await isOfApp(keychain, { orgId, consumerKey }, inKeychain));
    if (!isOurs) continue;
    await keychain.remove(orgId, consumerKey);
    removed += 1;
  }
  return removed;
}

/** Each entry names its app. */
async function isOfApp(
  keychain: SecretStore,
  { orgId, consumerKey }: { readonly orgId: string; readonly consumerKey: string },
  apps: readonly { readonly orgId: string; readonly app: string }[],
): Promise<boolean> {
  const pair = await keychain.get(orgId, consumerKey);
  return apps.some((one) => one.orgId === orgId && one.app === pair?.app);
}
