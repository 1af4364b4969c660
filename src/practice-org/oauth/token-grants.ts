import { json, type PracticeRequest, type PracticeResponse } from '../http/message.ts';
import { isFieldTrue } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';
import { provesChallenge, takeCode } from './authorization-codes.ts';
import { issueClientCredentialsToken } from './client-credentials.ts';
import { clientOf, isClientOf, type OauthClient } from './clients.ts';
import { bearAssertion } from './jwt-bearer.ts';
import { clientPair, formOf, sourceIp } from './oauth-request.ts';
import { type Refusal, refusals, refuse } from './refusal.ts';
import { newRefreshToken, tokenBody } from './session-tokens.ts';
import { type GrantRequest, type Outcome, signIn } from './sign-in.ts';

const global = 'ExtlClntAppGlobalOauthSettings';

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
  const answer = grant(org, { ...pair, form, origin: request.origin, sourceIp: sourceIp(request) });
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

function knowsSecret(client: OauthClient, { secret }: GrantRequest): boolean {
  if (!client.app) return true;
  if (secret === '' && isFieldTrue(client.app, global, 'isConsumerSecretOptional')) return true;
  return secret === client.secret;
}

function isFalse({ app }: OauthClient, element: string): boolean {
  return app?.components[global]?.fields[element] === 'false';
}
