import { flag, group, number, text } from './field-spec.ts';
import { metadataType } from './metadata-type.ts';

const ID_TOKEN = [
  text('idTokenAudience'),
  flag('idTokenIncludeAttributes', { default: null }),
  flag('idTokenIncludeCustomPermissions', { default: null }),
  flag('idTokenIncludeStandardClaims', { default: null }),
  number('idTokenValidityInMinutes', { low: 1, high: 720, default: '2' }),
];

/**
 * The OAuth consumer: callback URL, key, secret and flow flags. Secret and certificate are accepted but never returned. A
 * deploy without a certificate clears it. Flags without a documented version start at 66.
 */
export const GLOBAL_OAUTH_SETTINGS = metadataType(
  'ExtlClntAppGlobalOauthSettings',
  'extlClntAppGlobalOauthSets',
  'ecaGlblOauth',
  59,
  [
    text('callbackUrl'),
    text('certificate', { since: 60, shown: 'hidden' }),
    text('consumerKey', { shown: 'filled' }),
    text('consumerSecret', { shown: 'hidden' }),
    text('externalClientApplication', { required: true }),
    group('idTokenConfig', 'ExternalAppIdTokenConfig', ID_TOKEN),
    flag('isClientCredentialsFlowEnabled', { since: 60 }),
    flag('isCodeCredFlowEnabled', { since: 61 }),
    flag('isCodeCredPostOnly', { since: 61 }),
    flag('isConsumerSecretOptional'),
    flag('isDPopEnabled', { since: 66 }),
    flag('isDeviceFlowEnabled', { since: 60 }),
    flag('isEnforceRefreshTokenTTL', { since: 66 }),
    flag('isIntrospectAllTokens'),
    flag('isMtlsEnabled', { since: 66 }),
    flag('isNamedUserJwtEnabled', { since: 61 }),
    flag('isPkceRequired', { default: 'true' }),
    flag('isRefreshTokenRotationEnabled', { since: 60 }),
    flag('isSecretRequiredForRefreshToken', { default: 'true' }),
    flag('isSecretRequiredForTokenExchange', { since: 60 }),
    flag('isTokenExchangeEnabled', { since: 60 }),
    text('label'),
    flag('shouldRotateConsumerKey'),
    flag('shouldRotateConsumerSecret'),
  ],
);
