import type { Pair } from '../../model/app.ts';
import { parseJson } from '../../plain/json.ts';
import { knowSecret } from '../../plain/known-secrets.ts';
import type { Turns } from '../../plain/turns.ts';
import type { HttpAnswer } from './http-request.ts';
import { exchangeAny } from './transport.ts';
import type { TrustedOrigin } from './trusted-origin.ts';
import { issuedToken } from './wire/oauth.ts';

const tokenPath = '/services/oauth2/token';
const usualDeadlineMs = 10_000;
const maxBytes = 256 * 1024;

/** The oldest API version in which an integration can read the limits of any org. */
const limitsPath = '/services/data/v60.0/limits';

export interface TokenRequest {
  readonly pair: Pair;
  readonly origin: TrustedOrigin;
  /** The request queue for this org. */
  readonly turns: Turns;
  readonly signal?: AbortSignal | undefined;
  readonly deadlineMs?: number | undefined;
  /** False skips the call to userinfo. The result then has only ids. */
  readonly withUsername?: boolean | undefined;
}

/** @throws OrgNetworkError if there is no complete answer */
export function askForToken({
  pair,
  origin,
  turns,
  signal,
  deadlineMs = usualDeadlineMs,
}: TokenRequest): Promise<HttpAnswer> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: pair.consumerKey,
    client_secret: pair.consumerSecret.reveal(),
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  const call = { url: `${origin}${tokenPath}`, method: 'POST', headers, body: body.toString() };
  return exchangeAny(call, { origin, turns, deadlineMs, maxBytes, signal });
}

/** The token in an answer, or null. */
export function issuedIn({ statusCode, body }: HttpAnswer) {
  const issued = issuedToken.safeParse(parseJson(body));
  if (statusCode !== 200 || !issued.success) return null;
  knowSecret(issued.data.access_token);
  return issued.data;
}

type LookRequest = Pick<TokenRequest, 'origin' | 'turns' | 'deadlineMs' | 'signal'>;

/** Calls the org with an access token. Default: reads its limits. @throws OrgNetworkError */
export function lookWith(
  accessToken: string,
  { origin, turns, deadlineMs = usualDeadlineMs, signal }: LookRequest,
  path = limitsPath,
): Promise<HttpAnswer> {
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
  const call = { url: `${origin}${path}`, method: 'GET', headers };
  return exchangeAny(call, { origin, turns, deadlineMs, maxBytes, signal });
}
