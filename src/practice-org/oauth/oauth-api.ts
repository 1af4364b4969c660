import { json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import type { OrgModel } from '../model/org.ts';
import { answerAuthorize } from './authorize.ts';
import { answerIdentity, answerUserinfo } from './identity.ts';
import { answerIntrospect, answerRevoke, answerSingleAccess } from './token-care.ts';
import { answerToken } from './token-grants.ts';

interface Endpoint {
  readonly methods: readonly string[];
  readonly answer: (org: OrgModel, request: PracticeRequest) => PracticeResponse;
}

const endpoints: Readonly<Record<string, Endpoint>> = {
  '/services/oauth2/token': { methods: ['POST'], answer: answerToken },
  '/services/oauth2/authorize': { methods: ['GET', 'POST'], answer: answerAuthorize },
  '/services/oauth2/revoke': { methods: ['POST', 'GET'], answer: answerRevoke },
  '/services/oauth2/introspect': { methods: ['POST'], answer: answerIntrospect },
  '/services/oauth2/userinfo': { methods: ['GET', 'POST'], answer: answerUserinfo },
  '/services/oauth2/singleaccess': { methods: ['GET', 'POST'], answer: answerSingleAccess },
  '/.well-known/openid-configuration': { methods: ['GET'], answer: (_org, request) => answerDiscovery(request) },
  '/id/keys': { methods: ['GET'], answer: () => answerKeys() },
};

/** Answers the paths of OAuth and OpenID Connect. @returns null for other paths */
export function handleOauth(org: OrgModel, request: PracticeRequest): PracticeResponse | null {
  const path = request.path.length > 1 ? request.path.replace(/\/$/, '') : request.path;
  const endpoint = Object.hasOwn(endpoints, path) ? endpoints[path] : identityEndpoint(path);
  if (!endpoint) return null;
  if (endpoint.methods.includes(request.method)) return endpoint.answer(org, request);
  return json(endpoint.methods.includes('GET') ? 405 : 400, {
    error: 'invalid_request',
    error_description: `must use HTTP ${endpoint.methods.join(' or ')}`,
  });
}

function identityEndpoint(path: string): Endpoint | undefined {
  const ids = /^\/id\/(00D\w{12,15})\/(005\w{12,15})$/.exec(path);
  if (!ids) return undefined;
  const pair = [ids[1] ?? '', ids[2] ?? ''] as const;
  return { methods: ['GET', 'POST'], answer: (org, request) => answerIdentity(org, request, pair) };
}

/** GET /.well-known/openid-configuration */
function answerDiscovery({ origin }: PracticeRequest): PracticeResponse {
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

/** GET /id/keys. Empty, because no token of this org has a signature that can be checked. */
function answerKeys(): PracticeResponse {
  return json(200, { keys: [] });
}
