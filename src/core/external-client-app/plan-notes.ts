import type { MetadataFile } from '../model/app.ts';
import type { CertificateAnswer } from '../model/certificate.ts';
import { linesOf } from '../plain/text.ts';
import { flowWarnings, keepWords, settingStays } from '../words/flow-plan.ts';
import type { AppComponents } from './components.ts';
import { elementText } from './metadata-xml.ts';
import { scopesOf } from './other-flows.ts';

/** Scopes that don't work with client credentials. Since Winter '26, an app with only these gets no token. */
const unusableScopes = ['full', 'refreshtoken', 'offlineaccess'];

/** What a plan doesn't change, for the review. */
export function keepsOf(
  { oauthSettings, global, oauthPolicy }: AppComponents,
  { certificate, sendsGlobal }: { readonly certificate: CertificateAnswer; readonly sendsGlobal: boolean },
): readonly string[] {
  const keeps: string[] = [keepWords.pair];
  if (!sendsGlobal) keeps.push(keepWords.settings);
  if (sendsGlobal && typeof certificate === 'object') keeps.push(keepWords.certificate);
  const add = (file: MetadataFile | null, field: Parameters<typeof settingStays>[0]) => {
    const value = file && elementText(file, field);
    if (value) keeps.push(settingStays(field, value));
  };
  add(oauthSettings, 'commaSeparatedOauthScopes');
  add(global, 'callbackUrl');
  add(oauthPolicy, 'permittedUsersPolicyType');
  add(oauthPolicy, 'ipRelaxationPolicyType');
  add(oauthPolicy, 'refreshTokenPolicyType');
  return keeps;
}

/** Settings of the app that can keep the flow from working, or make it riskier than necessary. */
export function warningsOf(app: string, components: AppComponents): readonly string[] {
  const { oauthSettings, global, oauthPolicy } = components;
  const policy = (field: string) => (oauthPolicy && elementText(oauthPolicy, field)) ?? '';
  return linesOf(
    policy('requiredSessionLevel') === 'HIGH_ASSURANCE' && flowWarnings.highAssurance,
    ipWarning(policy('ipRelaxationPolicyType')),
    oauthSettings && scopeWarning(app, scopesOf(components)),
    global === null && flowWarnings.settingsUnseen,
  );
}

function ipWarning(type: string): string | null {
  if (type === 'Bypass') return flowWarnings.ipBypassed;
  if (type === 'Bypass_2factor') return flowWarnings.ipSecondFactor;
  return type.startsWith('Enforce') ? flowWarnings.ipEnforced : null;
}

function scopeWarning(app: string, scopes: readonly string[]): string | null {
  const names = scopes.map((scope) => scope.toLowerCase());
  if (names.includes('api')) return null;
  return names.every((name) => unusableScopes.includes(name)) ? flowWarnings.noScope(app) : flowWarnings.noApiScope;
}
