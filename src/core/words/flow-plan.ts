import { countOf, plainText } from '../plain/text.ts';
import { setupPlaces } from '../reasons/setup-places.ts';

/** What a plan doesn't change. */
export const keepWords = {
  pair: 'The consumer key and consumer secret stay the same.',
  settings: "The deploy doesn't include the app's own OAuth settings.",
  certificate: 'The deploy includes the certificate, so the app keeps it.',
  otherApps: "Other apps don't change.",
} as const;

/** Settings that a plan lists among what stays. */
const settings = {
  commaSeparatedOauthScopes: 'Scopes',
  callbackUrl: 'Callback URLs',
  permittedUsersPolicyType: 'Permitted users',
  ipRelaxationPolicyType: 'IP restrictions',
  refreshTokenPolicyType: 'Refresh token rules',
} as const;

const valueWords: Readonly<Record<string, string>> = {
  AdminApprovedPreAuthorized: 'only users approved by an administrator',
  AllSelfAuthorized: 'all users may self-authorize',
};

export function settingStays(field: keyof typeof settings, value: string): string {
  return `${settings[field]} stay: ${plainText(valueWords[value] ?? value)}.`;
}

/** What can keep the flow from working, or makes it riskier than necessary. */
export const flowWarnings = {
  settingsUnseen: "keyturn can't see whether the flow is on in the app's own settings. The Verify step will show it.",
  highAssurance: "The OAuth policies require a high-assurance session, which an execution user can't get.",
  ipBypassed: 'IP restrictions are bypassed for this app: its credentials work from any address.',
  ipSecondFactor: "IP restrictions are bypassed only after a second factor, which an execution user can't provide.",
  ipEnforced: "IP restrictions are enforced: allow the integration's IP addresses for the execution user.",
  noScope: (app: string) =>
    `The app has no scope that works with client credentials, so Salesforce will issue no token. ${setupPlaces.addApi(plainText(app, 80))}`,
  noApiScope: 'The app lacks the scope Api: Salesforce will issue a token, but the REST API will refuse it.',
  rotates: (flag: string, file: string) =>
    `${flag} is true in ${file}. keyturn sends false instead, because true would replace the credentials.`,
  noCertificate: (file: string) =>
    `The deploy includes no certificate for ${file}: if the app has one, deploying clears it.`,
} as const;

/** Other flows that work with the same consumer key and secret, by their switches in metadata. */
export const flowSwitches = {
  isCodeCredFlowEnabled: 'authorization code and credentials flow',
  isDeviceFlowEnabled: 'device flow',
  isTokenExchangeEnabled: 'token exchange',
  isNamedUserJwtEnabled: 'JWT access tokens for named users',
} as const;

export function userScopesWords(scopes: readonly string[]): string {
  return `scopes for user logins (${scopes.join(', ')})`;
}

export function refreshTokenWords(users: number): string {
  return `refresh tokens of ${countOf(users, 'user')}`;
}
