import { Secret } from '../../model/secret.ts';
import { parseJson } from '../../plain/json.ts';
import type { LiveToken } from '../../ports/ports.ts';
import type { HttpAnswer } from './http-request.ts';
import { askForToken, issuedIn, lookWith, type TokenRequest } from './token-request.ts';
import { asksForVerification, isAccessError } from './translate-error.ts';
import { OrgHttpError, refusalOf } from './upstream-error.ts';
import { lifeClaims } from './wire/oauth.ts';

/** A token kept in memory, to check later whether it still works; null if none was issued. */
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

/** From the claims (RFC 7519). Only Salesforce can verify the signature. */
function lifetimeOf(jwt: string): number | null {
  const [, claims = ''] = jwt.split('.');
  const told = lifeClaims.safeParse(parseJson(Buffer.from(claims, 'base64url').toString()));
  if (!told.success) return null;
  const { iat, exp } = told.data;
  return exp > iat ? (exp - iat) * 1000 : null;
}

/**
 * Whether the org still accepts the token. A missing permission for the limits also means that the session is live. Null if
 * the answer says nothing about the session.
 */
function isTaken(answer: HttpAnswer): boolean | null {
  // A proxy or a login page answers 200 too.
  if (answer.statusCode >= 200 && answer.statusCode < 300) return parseJson(answer.body) === null ? null : true;
  if (answer.statusCode !== 401 && answer.statusCode !== 403) return null;
  const refusal = refusalOf(new OrgHttpError(answer));
  if (refusal.isHtml || /not valid for use with the REST API/i.test(refusal.message)) return null;
  if (refusal.code === 'INVALID_SESSION_ID') return false;
  if (answer.statusCode === 401) return asksForVerification(refusal) ? null : false;
  return isAccessError(refusal) && !refusal.code.startsWith('HTTP_') ? true : null;
}
