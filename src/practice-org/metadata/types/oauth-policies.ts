import { choice, flag, group, number, text } from './field-spec.ts';
import { metadataType } from './metadata-type.ts';

const ATTRIBUTE = [text('formula', { required: true }), text('key', { required: true })];

const JWT_TIMEOUTS = [1, 5, 10, 15, 30, 60, 90, 120, 240, 480, 720];
const JWT_TIMEOUT_TYPE = ['UserSession', 'Custom'];

const IP_RELAXATIONS = ['Enforce', 'Bypass', 'Bypass_2factor', 'Enforce_RelaxRefresh'];
const PERMITTED_USERS = ['AllSelfAuthorized', 'AdminApprovedPreAuthorized'];
const SESSION_LEVELS = ['LOW', 'STANDARD', 'HIGH_ASSURANCE'];
const REFRESH_POLICIES = ['Infinite', 'SpecificInactivity', 'SpecificLifetime', 'Zero'];

/** The admin's policies for the app's OAuth use. The flow's policy flag and the execution user are here. */
export const OAUTH_POLICIES = metadataType(
  'ExtlClntAppOauthConfigurablePolicies',
  'extlClntAppOauthPolicies',
  'ecaOauthPlcy',
  59,
  [
    text('clientCredentialsFlowUser', { since: 60 }),
    flag('isClientCredentialsFlowEnabled', { since: 60 }),
    // Who may sign in, and from where.
    text('commaSeparatedPermissionSet'),
    text('commaSeparatedProfile'),
    choice('ipRelaxationPolicyType', 'IpRelaxationPolicyType', IP_RELAXATIONS, { default: 'Enforce' }),
    choice('permittedUsersPolicyType', 'PermittedUsersPolicyType', PERMITTED_USERS, { default: 'AllSelfAuthorized' }),
    choice('policyAction', 'PolicyAction', ['Block', 'RaiseSessionLevel', 'StepUpMFA']),
    choice('requiredSessionLevel', 'SessionSecurityLevel', SESSION_LEVELS, { default: 'STANDARD' }),
    number('sessionTimeoutInMinutes'),
    // How long tokens live.
    choice('guestJwtSessionTimeoutType', 'JWTSessionTimeoutType', JWT_TIMEOUT_TYPE, { since: 65 }),
    number('guestJwtTimeout', { since: 61, allowed: JWT_TIMEOUTS }),
    choice('namedUserJwtSessionTimeoutType', 'JWTSessionTimeoutType', JWT_TIMEOUT_TYPE, { since: 65 }),
    number('namedUserJwtTimeout', { since: 61, allowed: JWT_TIMEOUTS }),
    choice('refreshTokenPolicyType', 'RefreshTokenPolicyType', REFRESH_POLICIES, { default: 'SpecificLifetime' }),
    number('refreshTokenValidityPeriod', { default: '365' }),
    choice('refreshTokenValidityUnit', 'RefreshTokenValidityUnit', ['Days', 'Hours', 'Months'], { default: 'Days' }),
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
);
