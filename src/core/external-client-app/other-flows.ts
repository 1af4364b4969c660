import type { RefreshTokenUser } from '../model/app.ts';
import { flowSwitches, refreshTokenWords, userScopesWords } from '../words/flow-plan.ts';
import type { AppComponents } from './components.ts';
import { isOn } from './file-edit.ts';
import { elementText } from './metadata-xml.ts';

/** Scopes that only a flow with a user needs. */
const userScopes = ['refreshtoken', 'offlineaccess', 'openid', 'web', 'full'];

/**
 * Flows beside client credentials that an app allows or serves. The web server flow has no switch of its own, and whether
 * a certificate is set (JWT bearer) is never shown: both are read from what speaks for them.
 */
export function otherFlowsOf(
  { oauthSettings, global }: AppComponents,
  users: readonly RefreshTokenUser[] | null,
): readonly string[] {
  const allowed = Object.entries(flowSwitches).flatMap(([field, words]) =>
    global && isOn(global, field) ? [words] : [],
  );
  const scopes = scopesOf(oauthSettings ? elementText(oauthSettings, 'commaSeparatedOauthScopes') : null);
  const forUsers = scopes.filter((scope) => userScopes.includes(scope.toLowerCase()));
  return [
    ...allowed,
    ...(forUsers.length > 0 ? [userScopesWords(forUsers)] : []),
    ...(users && users.length > 0 ? [refreshTokenWords(users.length)] : []),
  ];
}

export function scopesOf(text: string | null): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
}
