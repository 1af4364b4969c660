import type { SecretStore, State } from '../ports/ports.ts';

/** An app of which the store has credentials. */
export interface StoredApp {
  readonly orgId: string;
  readonly app: string;
}

/**
 * Apps of which the store has credentials and that the state doesn't watch: after a backup was restored, those that keyturn began to
 * watch since. In the keychain, they may be another folder's. @throws what the store throws
 */
export async function unwatchedApps(
  store: Pick<SecretStore, 'entries' | 'get'>,
  { apps }: Pick<State, 'apps'>,
): Promise<readonly StoredApp[]> {
  const known = new Set((await apps.list()).map(({ orgId, app }) => `${orgId} ${app}`));
  const found = new Map<string, StoredApp>();
  for (const { orgId, consumerKey } of await store.entries()) {
    if (!isOrgId(orgId)) continue;
    const pair = await store.get(orgId, consumerKey);
    if (pair && !known.has(`${orgId} ${pair.app}`)) found.set(`${orgId} ${pair.app}`, { orgId, app: pair.app });
  }
  return [...found.values()];
}

/** Other entries are channel secrets and the key of the seals. */
function isOrgId(text: string): boolean {
  return /^00D[0-9A-Za-z]{12,15}$/.test(text);
}
