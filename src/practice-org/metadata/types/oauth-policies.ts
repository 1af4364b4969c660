import { choice, type FieldSpec, flag, group, number, text } from './field-spec.ts';
import type { MetadataType } from './metadata-type.ts';

const ATTRIBUTE = [text('formula', { required: true }), text('key', { required: true })];

const JWT_TIMEOUTS = [1, 5, 10, 15, 30, 60, 90, 120, 240, 480, 720];
const JWT_TIMEOUT_TYPE = ['UserSession', 'Custom'];

const CLIENT_CREDENTIALS: readonly FieldSpec[] = [
  text('clientCredentialsFlowUser', { since: 60 }),
  flag('isClientCredentialsFlowEnabled', { since: 60 }),
];

const WHO_AND_FROM_WHERE: readonly FieldSpec[] = [
  text('commaSeparatedPermissionSet'),
  text('commaSeparatedProfile'),
  choice(
    'ipRelaxationPolicyType',
    'IpRelaxationPolicyType',
    ['Enforce', 'Bypass', 'Bypass_2factor', 'Enforce_RelaxRefresh'],
    {
      default: 'Enforce',
    },
  ),
  choice('permittedUsersPolicyType', 'PermittedUsersPolicyType', ['AllSelfAuthorized', 'AdminApprovedPreAuthorized'], {
    default: 'AllSelfAuthorized',
  }),
  choice('policyAction', 'PolicyAction', ['Block', 'RaiseSessionLevel', 'StepUpMFA']),
  choice('requiredSessionLevel', 'SessionSecurityLevel', ['LOW', 'STANDARD', 'HIGH_ASSURANCE'], {
    default: 'STANDARD',
  }),
  number('sessionTimeoutInMinutes'),
];

const TOKENS: readonly FieldSpec[] = [
  choice('guestJwtSessionTimeoutType', 'JWTSessionTimeoutType', JWT_TIMEOUT_TYPE, { since: 65 }),
  number('guestJwtTimeout', { since: 61, allowed: JWT_TIMEOUTS }),
  choice('namedUserJwtSessionTimeoutType', 'JWTSessionTimeoutType', JWT_TIMEOUT_TYPE, { since: 65 }),
  number('namedUserJwtTimeout', { since: 61, allowed: JWT_TIMEOUTS }),
  choice(
    'refreshTokenPolicyType',
    'RefreshTokenPolicyType',
    ['Infinite', 'SpecificInactivity', 'SpecificLifetime', 'Zero'],
    { default: 'SpecificLifetime' },
  ),
  number('refreshTokenValidityPeriod', { default: '365' }),
  choice('refreshTokenValidityUnit', 'RefreshTokenValidityUnit', ['Days', 'Hours', 'Months'], { default: 'Days' }),
];

/** What the admin allows of the app's OAuth use. The flow's policy flag and its execution user live here. */
export const OAUTH_POLICIES: MetadataType = {
  xmlName: 'ExtlClntAppOauthConfigurablePolicies',
  folder: 'extlClntAppOauthPolicies',
  suffix: 'ecaOauthPlcy',
  since: 59,
  fields: [
    ...CLIENT_CREDENTIALS,
    ...WHO_AND_FROM_WHERE,
    ...TOKENS,
    text('apexHandler', { since: 61 }),
    text('commaSeparatedCustomScopes', { since: 61 }),
    group('customAttributes', 'ExtlClntAppOauthPoliciesAttribute', ATTRIBUTE, { max: 128 }),
    text('executeHandlerAs', { since: 61 }),
    text('externalClientApplication', { required: true }),
    flag('isGuestCodeCredFlowEnabled', { since: 61 }),
    flag('isNamedUserJwtEnabled', { since: 61, until: 64, default: null }),
    flag('isTokenExchangeFlowEnabled', { since: 60 }),
    text('label'),
    text('singleLogoutUrl'),
    text('startUrl'),
  ],
};
