import type { PracticeRequest, PracticeResponse } from '../http/message.ts';
import type { OrgModel } from '../model/org.ts';
import type { User } from '../model/user.ts';
import { issueCode } from './authorization-codes.ts';
import { clientOf, mayRedirectTo, type OauthClient } from './clients.ts';
import { loginPage } from './login-page.ts';
import { formOf } from './oauth-request.ts';
import { refusals, refuse } from './refusal.ts';
import { appScopes, signInRefusal } from './token-rules.ts';

/**
 * GET and POST /services/oauth2/authorize.
 * A GET signs in at once and redirects with a code. The user is, in this order: the `practice_login` parameter, the
 * `practice-login` header, and for tools such as `sf` the `login_hint` or else the admin. An app's own key gets a page that
 * asks for the username, and so does any client with `practice_login=ask`.
 */
export function answerAuthorize(org: OrgModel, request: PracticeRequest): PracticeResponse {
  const parameters = request.method === 'POST' ? formOf(request) : request.query;
  const clientId = parameters.get('client_id') ?? '';
  const client = clientOf(org, clientId);
  if (!client) return refuse(refusals.unknownClient);
  const redirectUri = parameters.get('redirect_uri') ?? '';
  if (!mayRedirectTo(client, redirectUri)) return refuse(refusals.wrongRedirect);
  const problem = requestProblem(client, parameters);
  if (problem)
    return redirect(redirectUri, { error: 'invalid_request', error_description: problem, ...stateOf(parameters) });
  const username = chosenUsername(org, request, { client, parameters });
  const ask = (text: string | null) => askForUser(org, { client, parameters, problem: text });
  if (username === null) return ask(null);
  const user = org.userNamed(username);
  if (!user) return ask('This org has no such user.');
  if (signInRefusal(org, user)) return ask('This user is inactive or frozen.');
  return sendBack(org, { client, parameters, user });
}

interface Visit {
  readonly client: OauthClient;
  readonly parameters: URLSearchParams;
}

function requestProblem({ app }: OauthClient, parameters: URLSearchParams): string | null {
  if (parameters.get('response_type') !== 'code') return 'response type not supported';
  const method = parameters.get('code_challenge_method') ?? 'S256';
  if (method !== 'S256') return 'invalid code challenge method';
  const needsPkce = app !== null && app.components.ExtlClntAppGlobalOauthSettings?.fields.isPkceRequired !== 'false';
  return needsPkce && !parameters.get('code_challenge') ? 'missing required code challenge' : null;
}

/** The username for the sign-in; null to show the page. */
function chosenUsername(org: OrgModel, request: PracticeRequest, { client, parameters }: Visit): string | null {
  if (request.method === 'POST') return parameters.get('username') ?? '';
  const chosen = parameters.get('practice_login') ?? request.headers['practice-login'] ?? null;
  if (chosen !== null) return chosen === 'ask' ? null : chosen;
  if (client.app) return null;
  return parameters.get('login_hint') ?? adminName(org);
}

function askForUser(org: OrgModel, { client, parameters, problem }: Visit & { problem: string | null }) {
  return loginPage({
    orgName: org.data.name,
    clientName: client.app?.label ?? client.name,
    username: parameters.get('username') ?? parameters.get('login_hint') ?? adminName(org),
    problem,
    parameters,
  });
}

function sendBack(org: OrgModel, { client, parameters, user }: Visit & { user: User }): PracticeResponse {
  const redirectUri = parameters.get('redirect_uri') ?? '';
  const { code } = issueCode(org, {
    userId: user.id,
    clientId: parameters.get('client_id') ?? '',
    redirectUri,
    scopes: grantedScopes(client, parameters.get('scope')),
    challenge: parameters.get('code_challenge'),
  });
  org.noteSignIn(user, { isUi: true });
  return redirect(redirectUri, { code, ...stateOf(parameters) });
}

/** A tool gets the scopes it requests; an app only those in its settings. */
function grantedScopes({ app }: OauthClient, wanted: string | null): string[] {
  const asked = wanted?.split(/\s+/).filter((scope) => scope !== '') ?? [];
  if (!app) return asked.length > 0 ? asked : ['api', 'web', 'refresh_token'];
  const own = appScopes(app);
  return asked.length > 0 ? own.filter((scope) => asked.includes(scope)) : own;
}

function adminName(org: OrgModel): string {
  return org.userById(org.data.adminUserId)?.username ?? '';
}

function stateOf(parameters: URLSearchParams): Record<string, string> {
  const state = parameters.get('state');
  return state === null ? {} : { state };
}

function redirect(address: string, parameters: Readonly<Record<string, string>>): PracticeResponse {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { status: 302, headers: { location: url.href, 'cache-control': 'no-store' }, body: '' };
}
