import { countOf, plainText } from '../plain/text.ts';

/** What a plan leaves alone. */
export const keepWords = {
  pair: 'Consumer key and consumer secret stay the same.',
  settings: "The app's own OAuth settings are not deployed.",
  certificate: 'The certificate is sent along, so that it stays.',
  otherApps: 'All other apps stay as they are.',
} as const;

/** Parts of an app's settings that a plan names where they stay. */
const settings = {
  commaSeparatedOauthScopes: 'Scopes',
  callbackUrl: 'Callback URLs',
  permittedUsersPolicyType: 'Permitted users',
  ipRelaxationPolicyType: 'IP restrictions',
  refreshTokenPolicyType: 'Refresh token rules',
} as const;

const valueWords: Readonly<Record<string, string>> = {
  AdminApprovedPreAuthorized: 'only users approved by an administrator',
  AllSelfAuthorized: 'all users may authorize themselves',
};

export function settingStays(field: keyof typeof settings, value: string): string {
  return `${settings[field]} stay: ${plainText(valueWords[value] ?? value)}.`;
}

/** What may keep the flow from working, or make it riskier than it has to be. */
export const flowWarnings = {
  settingsUnseen: "Whether the app's own settings have the flow on can't be seen; the proof will show it.",
  highAssurance:
    "The OAuth policies require a high-assurance session, which an execution user without a screen can't reach.",
  ipBypassed: 'IP restrictions are bypassed for this app: its credential works from any address.',
  ipSecondFactor: "IP restrictions are bypassed after a second factor, which an execution user can't give.",
  ipEnforced: "IP restrictions are enforced: the integration's addresses must be allowed for the execution user.",
  noScope: 'The app has no scope that works with client credentials, so no token will be issued: add Api in Setup.',
  noApiScope: 'The scopes of the app lack Api: a token will be issued, but the REST API refuses it.',
  rotates: (flag: string, file: string) =>
    `${flag} is true in ${file}; it is sent as false, or this deploy would replace the credential.`,
  noCertificate: (file: string) =>
    `No certificate is sent for ${file}: if the app has one after all, this deploy clears it.`,
} as const;

/** Other ways in which an app can be used, with the same consumer key and secret; by its switches in metadata. */
export const flowSwitches = {
  isCodeCredFlowEnabled: 'authorization code and credentials flow',
  isDeviceFlowEnabled: 'device flow',
  isTokenExchangeEnabled: 'token exchange',
  isNamedUserJwtEnabled: 'JWT access tokens for named users',
} as const;

export function userScopesWords(scopes: readonly string[]): string {
  return `scopes for sign-ins of users (${scopes.join(', ')})`;
}

export function refreshTokenWords(users: number): string {
  return `refresh tokens of ${countOf(users, 'user')}`;
}
