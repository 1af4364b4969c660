import { json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';

/** GET /.well-known/openid-configuration */
export function answerDiscovery({ origin }: PracticeRequest): PracticeResponse {
  const oauth = `${origin}/services/oauth2`;
  return json(200, {
    issuer: origin,
    authorization_endpoint: `${oauth}/authorize`,
    token_endpoint: `${oauth}/token`,
    revocation_endpoint: `${oauth}/revoke`,
    userinfo_endpoint: `${oauth}/userinfo`,
    jwks_uri: `${origin}/id/keys`,
    registration_endpoint: `${oauth}/register`,
    introspection_endpoint: `${oauth}/introspect`,
    scopes_supported: ['api', 'full', 'id', 'offline_access', 'openid', 'profile', 'refresh_token', 'web'],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  });
}

/** GET /id/keys: no token of this org can be checked by its signature. */
export function answerKeys(): PracticeResponse {
  return json(200, { keys: [] });
}
