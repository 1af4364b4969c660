import type { OrgModel } from '../model/org.ts';
import type { Session } from '../model/session.ts';
import { containIfRisky } from './auto-containment.ts';
import type { Refusal } from './refusal.ts';
import { openSession } from './session-tokens.ts';
import { judge, type TokenRequest } from './token-rules.ts';

/** Opens a session for the app's execution user. @returns the session, or the refusal */
export function issueClientCredentialsToken(
  org: OrgModel,
  request: TokenRequest & { readonly sourceIp: string },
): Session | { readonly refusal: Refusal } {
  const grant = judge(org, request);
  if ('refusal' in grant) return grant;
  const { app, consumer, user, scopes } = grant;
  const session = openSession(org, {
    user,
    kind: 'client-credentials',
    app,
    client: app.developerName,
    consumerId: consumer.id,
    scopes,
    refreshToken: null,
    loginSubType: 'OauthClientCredentials',
    sourceIp: request.sourceIp,
  });
  containIfRisky(org, user, request.sourceIp);
  return session;
}
