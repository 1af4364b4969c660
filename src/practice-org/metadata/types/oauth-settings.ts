import { choice, flag, group, number, scopes, text } from './field-spec.ts';
import { metadataType } from './metadata-type.ts';

const ATTRIBUTE = [text('formula', { required: true }), text('key', { required: true })];

const IP_RANGE = [
  text('description'),
  text('endIpAddress', { required: true }),
  text('startIpAddress', { required: true }),
];

/** The developer's OAuth settings: scopes. The org writes `oauthLink` as `<org id>:<consumer id>`. */
export const OAUTH_SETTINGS = metadataType('ExtlClntAppOauthSettings', 'extlClntAppOauthSettings', 'ecaOauth', 59, [
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
]);

/** Scope names in a file: capitalized, separated by commas. */
export const OAUTH_SCOPES: readonly string[] = (
  'Basic, Api, Web, Full, Chatter, CustomApplications, RefreshToken, OpenID, Profile, Email, Address, Phone, ' +
  'OfflineAccess, CustomPermissions, Wave, Eclair, Pardot, Lightning, Content, CDPIngest, CDPProfile, CDPQuery, ' +
  'Chatbot, CDPSegment, CDPIdentityResolution, CDPCalculatedInsight, SFApiPlatform, Interaction, EinsteinGPT, ' +
  'PwdlessLogin, ForgotPassword, UserRegistration, MCP, SCRT, CDP, DataCloudUserClaims'
).split(', ');

const CERTIFICATE_PARAMETERS = ['subject_dn', 'san_dns', 'san_uri', 'san_ip', 'san_email', 'san_spiffe'];

/** Mutual TLS and IP ranges for tokens. The org never creates it by default. The first API version isn't documented. */
export const SECURITY_SETTINGS = metadataType(
  'ExtlClntAppOauthSecuritySettings',
  'extlClntAppOauthSecuritySettings',
  'ecaOauthSecurity',
  66,
  [
    text('externalClientApplication', { required: true }),
    text('label'),
    choice(
      'tlsClientAuthCertParamType',
      'TlsClientAuthCertParamType',
      CERTIFICATE_PARAMETERS.map((name) => `tls_client_auth_${name}`),
    ),
    text('tlsClientAuthCertParamValue'),
    group('tokenIpRanges', 'ExtlClntAppOauthSecurityTokenIpRange', IP_RANGE, { max: 128 }),
  ],
);
