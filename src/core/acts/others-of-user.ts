import type { WatchedApp } from '../model/watched-app.ts';
import type { SalesforceOrg, State } from '../ports/ports.ts';
import { unseenWords } from '../words/unseen.ts';
import { seen } from './seen.ts';

/**
 * The other apps that run as the execution user now; null if that is unknown.
 * @param unseen gets what couldn't be read
 * @param passing how to treat a passing fault, as in `seen`
 */
export async function othersOfUser(
  { users }: Pick<SalesforceOrg, 'users'>,
  { executionUser, app }: Pick<WatchedApp, 'executionUser' | 'app'>,
  unseen: string[],
  passing: Parameters<typeof seen>[3],
): Promise<readonly string[] | null> {
  if (!executionUser) return null;
  const asked = users.appsRunningAs(executionUser.username);
  const names = await seen<readonly string[] | null, string>(asked, unseenWords.sameUser, unseen, passing);
  return names?.filter((name) => name !== app) ?? null;
}

/**
 * The other apps that must keep the execution user: those that run as the user now, and those that keyturn watches as apps of this
 * user. What keeps one of these from its tokens may be over soon.
 * @param running what `othersOfUser` returned
 */
export async function needingUser(
  { apps }: Pick<State, 'apps'>,
  { orgId, consumerId, app, executionUser }: Pick<WatchedApp, 'orgId' | 'consumerId' | 'app' | 'executionUser'>,
  running: readonly string[] | null,
): Promise<readonly string[]> {
  const watched = (await apps.list()).filter(
    (one) =>
      one.orgId === orgId &&
      one.consumerId !== consumerId &&
      one.app !== app &&
      one.executionUser !== null &&
      one.executionUser.id === executionUser?.id,
  );
  return [...new Set([...(running ?? []), ...watched.map((one) => one.app)])];
}
