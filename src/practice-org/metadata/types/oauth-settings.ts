import { flag, group, number, scopes, text } from './field-spec.ts';
import type { MetadataType } from './metadata-type.ts';

const ATTRIBUTE = [text('formula', { required: true }), text('key', { required: true })];

const IP_RANGE = [
  text('description'),
  text('endIpAddress', { required: true }),
  text('startIpAddress', { required: true }),
];

/** OAuth settings of the developer: scopes. `oauthLink` is `<org id>:<consumer id>`, written by the org. */
export const OAUTH_SETTINGS: MetadataType = {
  xmlName: 'ExtlClntAppOauthSettings',
  folder: 'extlClntAppOauthSettings',
  suffix: 'ecaOauth',
  since: 59,
  fields: [
    flag('areAttributesIncludedInAssetToken', { since: 61, default: null }),
    flag('areCustomPermsIncludedInAssetToken', { since: 61, default: null }),
    text('assetTokenAudiences', { since: 61 }),
    text('assetTokenSigningCertificate', { since: 61 }),
    number('assetTokenValidity', { since: 61 }),
    text('clientAssertionCertificate'),
    text('commaSeparatedCustomScopes', { since: 61 }),
    scopes('commaSeparatedOauthScopes'),
    group('customAttributes', 'ExtlClntAppOauthSettingsAttribute', ATTRIBUTE, { max: 128 }),
    text('externalClientApplication', { required: true }),
    flag('isFirstPartyAppEnabled'),
    text('label'),
    text('oauthLink', { shown: 'filled' }),
    text('singleLogoutUrl'),
    group('trustedIpRanges', 'ExtlClntAppOauthIpRange', IP_RANGE, { max: 128 }),
  ],
};

/** Scope names as a file writes them: capitalised, joined by a comma. */
export const OAUTH_SCOPES: readonly string[] = (
  'Basic, Api, Web, Full, Chatter, CustomApplications, RefreshToken, OpenID, Profile, Email, Address, Phone, ' +
  'OfflineAccess, CustomPermissions, Wave, Eclair, Pardot, Lightning, Content, CDPIngest, CDPProfile, CDPQuery, ' +
  'Chatbot, CDPSegment, CDPIdentityResolution, CDPCalculatedInsight, SFApiPlatform, Interaction, EinsteinGPT, ' +
  'PwdlessLogin, ForgotPassword, UserRegistration, MCP, SCRT, CDP, DataCloudUserClaims'
).split(', ');
