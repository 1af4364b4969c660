import { Secret } from '../../model/secret.ts';
import { parseJson } from '../../plain/json.ts';
import type { LiveToken } from '../../ports/ports.ts';
import { askForToken, issuedIn, lookWith, type TokenRequest } from './token-request.ts';
import { asksForVerification, isAccessError } from './translate-error.ts';
import type { HttpAnswer } from './transport.ts';
import { OrgHttpError, refusalOf } from './upstream-error.ts';
import { lifeClaims } from './wire/oauth.ts';

/** A token that stays in here, to be looked at again later; null when none was issued. */
export async function holdToken(request: TokenRequest): Promise<LiveToken | null> {
  const answer = await askForToken(request).catch(() => null);
  const issued = answer && issuedIn(answer);
  if (!issued) return null;
  const { access_token, token_format } = issued;
  const token = new Secret(access_token);
  const isJwt = token_format?.toLowerCase() === 'jwt' || access_token.startsWith('ey');
  return {
    format: isJwt ? 'jwt' : 'opaque',
    lifetimeMs: isJwt ? lifetimeOf(access_token) : null,
    works: async (signal) => {
      const told = await lookWith(token.reveal(), { ...request, signal }).catch(() => null);
      return told && isTaken(told);
    },
  };
}

/** By its claims (RFC 7519), which nobody but Salesforce could check. */
function lifetimeOf(jwt: string): number | null {
  const [, claims = ''] = jwt.split('.');
  const told = lifeClaims.safeParse(parseJson(Buffer.from(claims, 'base64url').toString()));
  if (!told.success) return null;
  const { iat, exp } = told.data;
  return exp > iat ? (exp - iat) * 1000 : null;
}

/**
 * Whether the org knows the token. Who may not see the limits is told so only with a session that lives; what says nothing
 * of the session is null.
 */
function isTaken(answer: HttpAnswer): boolean | null {
  // A proxy or a login page says 200, too.
  if (answer.statusCode >= 200 && answer.statusCode < 300) return parseJson(answer.body) === null ? null : true;
  if (answer.statusCode !== 401 && answer.statusCode !== 403) return null;
  const refusal = refusalOf(new OrgHttpError(answer));
  if (refusal.isHtml || /not valid for use with the REST API/i.test(refusal.message)) return null;
  if (refusal.code === 'INVALID_SESSION_ID') return false;
  if (answer.statusCode === 401) return asksForVerification(refusal) ? null : false;
  return isAccessError(refusal) && !refusal.code.startsWith('HTTP_') ? true : null;
}
