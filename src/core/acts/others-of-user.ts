import type { WatchedApp } from '../model/watched-app.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
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
