import type { ProofTrouble } from '../model/token-answer.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
import { cureForUser } from '../reasons/setup-places.ts';
import { tokenProblems, userCures } from '../words/token-problems.ts';
import { seen } from './seen.ts';

/**
 * What to do about a failed verification, for the app's execution user. The token endpoint answers the same for frozen and for
 * inactive users, so the org is asked which one it is.
 * @param username missing if unknown
 */
export async function tokenCure(
  { users }: Pick<SalesforceOrg, 'users'>,
  { cause, cure }: Pick<ProofTrouble, 'cause' | 'cure'>,
  username: string | undefined,
): Promise<string> {
  const asked = username !== undefined && cause === tokenProblems['user-inactive'].cause ? users.find(username) : null;
  const user = asked && (await seen(asked, 'user', [], 'name'));
  if (!user) return cureForUser(cure, username);
  const { isActive, isFrozen } = user;
  if (isActive && isFrozen === null) return cureForUser(cure, username);
  const cures = [
    isActive ? null : userCures.inactive(user.username),
    isFrozen ? userCures.frozen(user.username) : null,
  ];
  return cures.filter((one) => one !== null).join(' ') || userCures.fine(user.username);
}
