import { json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import { isFieldTrue } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';
import { provesChallenge, takeCode } from './authorization-codes.ts';
import { issueClientCredentialsToken } from './client-credentials.ts';
import { clientOf, isClientOf, type OauthClient } from './clients.ts';
import { readAssertion } from './jwt-assertion.ts';
import { clientPair, formOf, sourceIp } from './oauth-request.ts';
import { type Refusal, refusals, refuse } from './refusal.ts';
import { type NewSession, newRefreshToken, openSession, tokenBody } from './session-tokens.ts';
import { appScopes, isAdmitted, signInRefusal } from './token-rules.ts';

const global = 'ExtlClntAppGlobalOauthSettings';

/** A parsed request to the token endpoint. */
interface GrantRequest {
  readonly form: URLSearchParams;
  readonly key: string;
  readonly secret: string;
  readonly sourceIp: string;
}

type Outcome = ReturnType<typeof issueClientCredentialsToken>;
type Grant = (org: OrgModel, request: GrantRequest) => Outcome;

const no = (refusal: Refusal) => ({ refusal });

/** By `grant_type`. */
const grants: Readonly<Record<string, Grant>> = {
  client_credentials: (org, { form, ...request }) =>
    issueClientCredentialsToken(org, { ...request, scope: form.get('scope') }),
  authorization_code: exchangeCode,
  refresh_token: refresh,
  'urn:ietf:params:oauth:grant-type:jwt-bearer': bearAssertion,
};

/** POST /services/oauth2/token */
export function answerToken(org: OrgModel, request: PracticeRequest): PracticeResponse {
  const form = formOf(request);
  const type = form.get('grant_type') ?? '';
  const grant = Object.hasOwn(grants, type) ? grants[type] : undefined;
  if (!grant) return refuse(refusals.unknownGrant);
  const pair = clientPair(request, form);
  const answer = grant(org, { ...pair, form, sourceIp: sourceIp(request) });
  if ('refusal' in answer) return refuse(answer.refusal);
  const body = tokenBody(org, answer, { origin: request.origin, signingSecret: pair.secret });
  return json(200, body, { 'cache-control': 'no-cache, no-store', pragma: 'no-cache' });
}

function exchangeCode(org: OrgModel, request: GrantRequest): Outcome {
  const { form } = request;
  const client = clientOf(org, request.key);
  if (!client) return no(refusals.unknownClient);
  if (!knowsSecret(client, request)) return no(refusals.wrongSecret);
  const code = takeCode(org, form.get('code') ?? '');
  if (!code || code.clientId !== request.key) return no(refusals.expiredCode);
  if (code.redirectUri !== form.get('redirect_uri')) return no(refusals.wrongRedirect);
  if (!provesChallenge(code, form.get('code_verifier'))) return no(refusals.wrongVerifier);
  const wantsRefresh = code.scopes.some((scope) => scope === 'refresh_token' || scope === 'offline_access');
  return signIn(org, client, {
    username: org.userById(code.userId)?.username ?? '',
    kind: 'web',
    scopes: code.scopes,
    refreshToken: wantsRefresh ? newRefreshToken() : null,
    loginSubType: 'OauthWebServer',
    sourceIp: request.sourceIp,
  });
}

/** A refresh token outlives its sessions. Only revocation or refresh token rotation ends it. */
function refresh(org: OrgModel, request: GrantRequest): Outcome {
  const client = clientOf(org, request.key);
  if (!client) return no(refusals.unknownClient);
  const token = request.form.get('refresh_token') ?? '';
  const sessions = token === '' ? [] : org.data.sessions.filter(({ refreshToken }) => refreshToken === token);
  const last = sessions.at(-1);
  if (!last || !isClientOf(client, last)) return no(refusals.expiredToken);
  const needsSecret = client.app !== null && !isFalse(client, 'isSecretRequiredForRefreshToken');
  if ((needsSecret || request.secret !== '') && client.app && client.secret !== request.secret) {
    return no(refusals.wrongSecret);
  }
  const rotates = client.app !== null && isFieldTrue(client.app, global, 'isRefreshTokenRotationEnabled');
  const refreshToken = rotates ? newRefreshToken() : token;
  const answer = signIn(org, client, {
    username: org.userById(last.userId)?.username ?? '',
    kind: 'web',
    scopes: last.scopes,
    refreshToken,
    loginSubType: 'OauthRefreshToken',
    sourceIp: request.sourceIp,
  });
  if ('token' in answer) for (const session of sessions) session.refreshToken = refreshToken;
  return answer;
}

function bearAssertion(org: OrgModel, { form, sourceIp }: GrantRequest): Outcome {
  const claims = readAssertion(form.get('assertion') ?? '');
  if (!claims) return no(refusals.failed);
  const client = clientOf(org, claims.iss);
  if (!client) return no(refusals.unknownClient);
  const certificate = client.app?.certificate;
  if (certificate && !claims.isSignedBy(certificate)) return no(refusals.failed);
  // The control API doesn't move the clients' clock, so compare with the unmoved time.
  if (claims.expiresAt <= org.now() - org.data.clockOffset) return no(refusals.failed);
  return signIn(org, client, {
    username: claims.sub,
    kind: 'jwt',
    scopes: client.app ? appScopes(client.app) : ['api', 'web', 'refresh_token'],
    refreshToken: null,
    loginSubType: 'OauthJwtBearer',
    sourceIp,
  });
}

type SignIn = Omit<NewSession, 'user' | 'app' | 'client' | 'consumerId'> & { readonly username: string };

function signIn(org: OrgModel, client: OauthClient, { username, ...fields }: SignIn): Outcome {
  const user = org.userNamed(username);
  if (!user) return no(refusals.failed);
  const refusal = signInRefusal(org, user);
  if (refusal) return no(refusal);
  if (client.app && !isAdmitted(org, client.app, user)) return no(refusals.notApproved);
  const { app, name, consumer } = client;
  return openSession(org, { ...fields, user, app, client: name, consumerId: consumer?.id ?? null });
}

function knowsSecret(client: OauthClient, { secret }: GrantRequest): boolean {
  if (!client.app) return true;
  if (secret === '' && isFieldTrue(client.app, global, 'isConsumerSecretOptional')) return true;
  return secret === client.secret;
}

function isFalse({ app }: OauthClient, element: string): boolean {
  return app?.components[global]?.fields[element] === 'false';
}
