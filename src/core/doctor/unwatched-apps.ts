import { orNothing } from '../acts/damaged-entry.ts';
import type { SecretStore, SignIns, State } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';

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
  // An entry that can't be read is a matter of its own.
  for (const { orgId, consumerKey } of await store.entries(() => undefined)) {
    if (!isOrgId(orgId)) continue;
    const pair = await store.get(orgId, consumerKey).catch(orNothing);
    if (pair && !known.has(`${orgId} ${pair.app}`)) found.set(`${orgId} ${pair.app}`, { orgId, app: pair.app });
  }
  return [...found.values()];
}

export interface FoundApp extends StoredApp {
  /** Alias or username of a sign-in for its org; null if there is none, or if the org can't be read. */
  readonly org: string | null;
  /** Whether the org has an app of that name now; null if it can't be read. */
  readonly isInOrg: boolean | null;
}

/** Looks for the apps in their orgs, as far as there are sign-ins for these. Only reads. */
export async function lookInOrgs(apps: readonly StoredApp[], signIns: SignIns): Promise<readonly FoundApp[]> {
  const known = apps.length === 0 ? [] : await signIns.list();
  const orgs = new Map<string, Promise<OrgApps | null>>();
  return Promise.all(
    apps.map(async (one) => {
      const signIn = known.find(({ orgId, broken }) => broken === null && isSameOrg(orgId, one.orgId));
      const name = signIn?.aliases[0] ?? signIn?.username;
      if (name === undefined) return { ...one, org: null, isInOrg: null };
      const reading = orgs.get(one.orgId) ?? appsIn(name, signIns);
      orgs.set(one.orgId, reading);
      const found = await reading;
      return { ...one, org: found && name, isInOrg: found?.has(one.app) ?? null };
    }),
  );
}

type OrgApps = ReadonlySet<string>;

async function appsIn(name: string, signIns: SignIns): Promise<OrgApps | null> {
  try {
    const org = await signIns.open(name);
    return new Set((await org.apps.list()).map(({ developerName }) => developerName));
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return null;
  }
}

/** An id has 15 characters, and 3 more that follow from them. */
function isSameOrg(one: string, other: string): boolean {
  return one.slice(0, 15) === other.slice(0, 15);
}

/** Other entries are channel secrets and the key of the seals. */
function isOrgId(text: string): boolean {
  return /^00D[0-9A-Za-z]{12,15}$/.test(text);
}
