import type { MetadataFile } from '../model/app.ts';
import type { CertificateAnswer } from '../model/certificate.ts';
import { plainText } from '../plain/text.ts';
import type { AppComponents } from './components.ts';
import { elementText } from './metadata-xml.ts';

const permittedUsersWords: Readonly<Record<string, string>> = {
  AdminApprovedPreAuthorized: 'only users approved by an administrator',
  AllSelfAuthorized: 'all users may authorize themselves',
};

/** Scopes that client credentials can't carry; an app with these alone gets no token (since Winter '26). */
const unusableScopes = ['full', 'refreshtoken', 'offlineaccess'];

/** What a plan leaves alone, in words for the review. */
export function keepsOf(
  { oauthSettings, global, oauthPolicy }: AppComponents,
  { certificate, sendsGlobal }: { readonly certificate: CertificateAnswer; readonly sendsGlobal: boolean },
): readonly string[] {
  const keeps = ['Consumer key and consumer secret stay the same.'];
  if (!sendsGlobal) keeps.push("The app's own OAuth settings are not deployed.");
  if (sendsGlobal && typeof certificate === 'object') keeps.push('The certificate is sent along, so that it stays.');
  const add = (label: string, file: MetadataFile | null, field: string, words?: Readonly<Record<string, string>>) => {
    const value = file && elementText(file, field);
    if (value) keeps.push(`${label} stay: ${plainText(words?.[value] ?? value)}.`);
  };
  add('Scopes', oauthSettings, 'commaSeparatedOauthScopes');
  add('Callback URLs', global, 'callbackUrl');
  add('Permitted users', oauthPolicy, 'permittedUsersPolicyType', permittedUsersWords);
  add('IP restrictions', oauthPolicy, 'ipRelaxationPolicyType');
  add('Refresh token rules', oauthPolicy, 'refreshTokenPolicyType');
  return keeps;
}

/** What stands in the app's settings and may keep the flow from working, or make it riskier than it has to be. */
export function warningsOf({ oauthSettings, global, oauthPolicy }: AppComponents): readonly string[] {
  return [
    ...(oauthPolicy ? sessionLevelWarning(oauthPolicy) : []),
    ...(oauthPolicy ? ipWarning(oauthPolicy) : []),
    ...(oauthSettings ? scopeWarning(oauthSettings) : []),
    ...(global ? [] : ["Whether the app's own settings have the flow on can't be seen; the proof will show it."]),
  ];
}

function sessionLevelWarning(policy: MetadataFile): readonly string[] {
  if (elementText(policy, 'requiredSessionLevel') !== 'HIGH_ASSURANCE') return [];
  return ["The OAuth policies require a high-assurance session, which an execution user without a screen can't reach."];
}

function ipWarning(policy: MetadataFile): readonly string[] {
  const type = elementText(policy, 'ipRelaxationPolicyType');
  if (type === 'Bypass') return ['IP restrictions are bypassed for this app: its credential works from any address.'];
  if (type === 'Bypass_2factor') {
    return ["IP restrictions are bypassed after a second factor, which an execution user can't give."];
  }
  if (type?.startsWith('Enforce')) {
    return ["IP restrictions are enforced: the integration's addresses must be allowed for the execution user."];
  }
  return [];
}

function scopeWarning(settings: MetadataFile): readonly string[] {
  const scopes = (elementText(settings, 'commaSeparatedOauthScopes') ?? '')
    .split(',')
    .map((scope) => scope.trim().toLowerCase())
    .filter((scope) => scope !== '');
  if (scopes.includes('api')) return [];
  if (scopes.every((scope) => unusableScopes.includes(scope))) {
    return ['The app has no scope that works with client credentials, so no token will be issued: add Api in Setup.'];
  }
  return ['The scopes of the app lack Api: a token will be issued, but the REST API refuses it.'];
}
