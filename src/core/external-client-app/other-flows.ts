import type { RefreshTokenUser } from '../model/app.ts';
import { commaList, linesOf } from '../plain/text.ts';
import { flowSwitches, refreshTokenWords, userScopesWords } from '../words/flow-plan.ts';
import type { AppComponents } from './components.ts';
import { isOn } from './file-edit.ts';
import { elementText } from './metadata-xml.ts';

/** Scopes that only flows with a user need. */
const userScopes = ['refreshtoken', 'offlineaccess', 'openid', 'web', 'full'];

/**
 * Flows besides client credentials that an app allows or uses. The web server flow has no switch, and the certificate of the JWT
 * bearer flow is never shown, so both are inferred from scopes and refresh tokens.
 */
export function otherFlowsOf(components: AppComponents, users: readonly RefreshTokenUser[] | null): readonly string[] {
  const { global } = components;
  const forUsers = scopesOf(components).filter((scope) => userScopes.includes(scope.toLowerCase()));
  return linesOf(
    Object.entries(flowSwitches).flatMap(([field, words]) => (global && isOn(global, field) ? [words] : [])),
    forUsers.length > 0 && userScopesWords(forUsers),
    users !== null && users.length > 0 && refreshTokenWords(users.length),
  );
}

export function scopesOf({ oauthSettings }: Pick<AppComponents, 'oauthSettings'>): readonly string[] {
  return commaList((oauthSettings && elementText(oauthSettings, 'commaSeparatedOauthScopes')) ?? '');
}
