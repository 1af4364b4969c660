import { json, type PracticeResponse } from '../http/message.ts';

/** A refusal in the token endpoint's wording. */
export interface Refusal {
  readonly error: string;
  readonly error_description: string;
}

/** All refusals of the token endpoint. */
export const refusals = {
  noRunAsUser: { error: 'invalid_grant', error_description: 'no client credentials user enabled' },
  flowOff: { error: 'invalid_grant', error_description: 'client credentials flow not enabled' },
  scopeNotSupported: { error: 'invalid_request', error_description: 'scope parameter not supported' },
  noScopes: { error: 'invalid_grant', error_description: 'no valid scopes defined' },
  unknownClient: { error: 'invalid_client_id', error_description: 'client identifier invalid' },
  wrongSecret: { error: 'invalid_client', error_description: 'invalid client credentials' },
  unknownGrant: { error: 'unsupported_grant_type', error_description: 'grant type not supported' },
  notApproved: { error: 'invalid_app_access', error_description: 'user is not admin approved to access this app' },
  inactiveUser: { error: 'invalid_grant', error_description: 'inactive user' },
  failed: { error: 'invalid_grant', error_description: 'authentication failure' },
  wrongAssertion: { error: 'invalid_grant', error_description: 'invalid assertion' },
  wrongAudience: { error: 'invalid_grant', error_description: 'audience is invalid' },
  notSelfApproved: { error: 'invalid_grant', error_description: "user hasn't approved this consumer" },
  wrongIp: { error: 'invalid_grant', error_description: 'ip restricted' },
  expiredToken: { error: 'invalid_grant', error_description: 'expired access/refresh token' },
  expiredCode: { error: 'invalid_grant', error_description: 'expired authorization code' },
  wrongVerifier: { error: 'invalid_grant', error_description: 'invalid code verifier' },
  wrongRedirect: { error: 'redirect_uri_mismatch', error_description: 'redirect_uri must match configuration' },
  wrongToken: { error: 'invalid_token', error_description: 'invalid token' },
} as const satisfies Record<string, Refusal>;

export function refuse(refusal: Refusal): PracticeResponse {
  return json(400, refusal);
}
