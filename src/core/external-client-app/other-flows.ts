import type { RefreshTokenUser } from '../model/app.ts';
import { countOf } from '../plain/text.ts';
import type { AppComponents } from './components.ts';
import { isOn } from './file-edit.ts';
import { elementText } from './metadata-xml.ts';

/** The switches in an app's own settings that let it be used in other ways, with the same consumer key and secret. */
const switches: readonly (readonly [string, string])[] = [
  ['isCodeCredFlowEnabled', 'authorization code and credentials flow'],
  ['isDeviceFlowEnabled', 'device flow'],
  ['isTokenExchangeEnabled', 'token exchange'],
  ['isNamedUserJwtEnabled', 'JWT access tokens for named users'],
];

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
  const allowed = global ? switches.filter(([field]) => isOn(global, field)).map(([, words]) => words) : [];
  const scopes = scopesOf(oauthSettings ? elementText(oauthSettings, 'commaSeparatedOauthScopes') : null);
  const forUsers = scopes.filter((scope) => userScopes.includes(scope.toLowerCase()));
  return [
    ...allowed,
    ...(forUsers.length > 0 ? [`scopes for sign-ins of users (${forUsers.join(', ')})`] : []),
    ...(users && users.length > 0 ? [`refresh tokens of ${countOf(users.length, 'user')}`] : []),
  ];
}

export function scopesOf(text: string | null): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
}
