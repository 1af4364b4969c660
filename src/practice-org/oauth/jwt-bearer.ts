import { fieldOf } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';
import { clientOf, type OauthClient } from './clients.ts';
import { readAssertion } from './jwt-assertion.ts';
import { type Refusal, refusals } from './refusal.ts';
import { type GrantRequest, type Outcome, signIn } from './sign-in.ts';
import { appScopes } from './token-rules.ts';

/** The Salesforce CLI signs assertions that are valid this long. The help asks for less. */
const longestValidityMs = 5 * 60_000;

/**
 * The JWT bearer flow. The app must have the certificate that fits the signature, and the user must have been approved: by an
 * administrator's policy, or by the user in a browser.
 */
export function bearAssertion(org: OrgModel, { form, origin, sourceIp }: GrantRequest): Outcome {
  const claims = readAssertion(form.get('assertion') ?? '');
  if (!claims) return { refusal: refusals.wrongAssertion };
  const client = clientOf(org, claims.iss);
  if (!client) return { refusal: refusals.unknownClient };
  const { app } = client;
  if (!app?.certificate || !claims.isSignedBy(app.certificate)) return { refusal: refusals.wrongAssertion };
  const refusal = timeRefusal(org, claims.expiresAt) ?? audienceRefusal(org, claims.audiences, origin);
  if (refusal) return { refusal };
  if (org.userNamed(claims.sub) && !isApproved(org, client, claims.sub)) return { refusal: refusals.notSelfApproved };
  return signIn(org, client, {
    username: claims.sub,
    kind: 'jwt',
    scopes: appScopes(app),
    refreshToken: null,
    loginSubType: 'OauthJwtBearer',
    sourceIp,
  });
}

/** The control API doesn't move the clients' clock, so this compares with the unmoved time. */
function timeRefusal(org: OrgModel, expiresAt: number): Refusal | null {
  const left = expiresAt - (org.now() - org.data.clockOffset);
  if (left <= 0) return refusals.expiredCode;
  return org.knob('jwtLifetime') === 'limited' && left > longestValidityMs ? refusals.wrongAssertion : null;
}

/** A production org isn't reached through `test.salesforce.com`, and a sandbox only there or at its own address. */
function audienceRefusal(org: OrgModel, audiences: readonly string[], origin: string): Refusal | null {
  const login = `https://${org.data.isSandbox ? 'test' : 'login'}.salesforce.com`;
  const isRight = audiences.some((audience) => [login, origin].includes(audience.replace(/\/$/, '')));
  return isRight ? null : refusals.wrongAudience;
}

/** Where users approve an app themselves, they have done so if they signed in with it in a browser, until that is revoked. */
function isApproved(org: OrgModel, { app, consumer }: OauthClient, username: string): boolean {
  const policy = app && fieldOf(app, 'ExtlClntAppOauthConfigurablePolicies', 'permittedUsersPolicyType');
  if (policy === 'AdminApprovedPreAuthorized') return true;
  const userId = org.userNamed(username)?.id;
  return org.data.sessions.some(
    (session) =>
      session.kind === 'web' &&
      session.userId === userId &&
      session.consumerId === consumer?.id &&
      (session.refreshToken !== null || org.isLive(session)),
  );
}
