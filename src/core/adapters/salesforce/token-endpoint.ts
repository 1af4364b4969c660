import type { Pair } from '../../model/app.ts';
import type { TokenAnswer } from '../../model/token-answer.ts';
import { isSameId } from '../../plain/ids.ts';
import type { Turns } from '../../plain/turns.ts';
import type { Tokens } from '../../ports/ports.ts';
import { answerProblems } from '../../words/org-answers.ts';
import { holdToken } from './held-token.ts';
import { askForToken, callVersion, maxBytes, parseJson, type TokenRequest, usualDeadlineMs } from './token-request.ts';
import { exchangeAny, type HttpAnswer } from './transport.ts';
import { upstreamText } from './untrusted-text.ts';
import { OrgNetworkError, retryAfterSecondsOf } from './upstream-error.ts';
import { issuedToken, tokenError, userInfo } from './wire/oauth.ts';

const tokenPath = '/services/oauth2/token';
const userinfoDeadlineMs = 2_000;

export interface TokensInit {
  /** The line in which requests to this org wait. */
  readonly turns: Turns;
  /** Longest wait for any answer, in ms; 10 s when left out. */
  readonly deadlineMs?: number | undefined;
}

export function createTokens(instanceUrl: string, { turns, deadlineMs }: TokensInit): Tokens {
  const tokenUrl = instanceUrl + tokenPath;
  return {
    clientCredentials: (pair, options = {}) => requestToken({ pair, tokenUrl, turns, deadlineMs, ...options }),
    hold: (pair, signal) => holdToken({ pair, tokenUrl, turns, deadlineMs, signal }),
    callWith: (pair, signal) => callWith({ pair, tokenUrl, turns, deadlineMs, signal }),
  };
}

/**
 * One token request with the pair in the form body, never retried and never redirected. The token itself is used for one
 * look at userinfo and then forgotten.
 */
async function requestToken(request: TokenRequest): Promise<TokenAnswer> {
  const { signal, tokenUrl, turns, withUsername = true } = request;
  try {
    const answer = await askForToken(request);
    return await read(answer, { origin: new URL(tokenUrl).origin, turns, signal, withUsername });
  } catch (error) {
    if (signal?.aborted) return { kind: 'silence', problem: answerProblems.interrupted };
    return { kind: 'silence', problem: silenceOf(error, request.pair) };
  }
}

async function callWith(request: TokenRequest): Promise<string | null> {
  const { tokenUrl, turns, signal, pair, deadlineMs = usualDeadlineMs } = request;
  try {
    const answer = await askForToken(request);
    const issued = issuedToken.safeParse(parseJson(answer.body));
    if (answer.statusCode !== 200 || !issued.success) return answerProblems.noToken(answer.statusCode);
    const headers = { authorization: `Bearer ${issued.data.access_token}`, accept: 'application/json' };
    const url = `${new URL(tokenUrl).origin}/services/data/${callVersion}/limits`;
    const { statusCode } = await exchangeAny({ url, method: 'GET', headers }, { turns, deadlineMs, maxBytes, signal });
    return statusCode === 200 ? null : answerProblems.tokenRefused(statusCode);
  } catch (error) {
    return silenceOf(error, pair);
  }
}

interface Reading {
  readonly turns: Turns;
  readonly origin: string;
  readonly signal: AbortSignal | undefined;
  readonly withUsername: boolean;
}

async function read(answer: HttpAnswer, { origin, turns, signal, withUsername }: Reading): Promise<TokenAnswer> {
  const { statusCode: status, body } = answer;
  const json = parseJson(body);
  const issued = issuedToken.safeParse(json);
  if (status === 200 && issued.success) {
    const [orgId, userId] = issued.data.id.split('/').slice(-2);
    const { scope, access_token } = issued.data;
    const username = withUsername ? await usernameOf(origin, access_token, { userId, turns, signal }) : null;
    return { kind: 'issued', orgId: orgId ?? '', userId: userId ?? '', username, scopes: scope?.split(' ') ?? [] };
  }
  if (status >= 300 && status < 400) return { kind: 'silence', problem: `it redirects (HTTP ${status})` };
  const refused = tokenError.safeParse(json);
  const seconds = retryAfterSecondsOf(answer.headers);
  const asked = seconds === null ? {} : { retryAfterMs: seconds * 1000 };
  if (status >= 400 && refused.success) {
    const { error, error_description } = refused.data;
    const description = upstreamText(error_description ?? '');
    return { kind: 'error', status, error: upstreamText(error, 80), description, ...asked };
  }
  return { kind: 'silence', problem: answerProblems.unreadable(status), ...asked };
}

/** null when userinfo doesn't answer in time, or not for this token, or names somebody else. */
async function usernameOf(
  origin: string,
  accessToken: string,
  { userId, turns, signal }: Pick<Reading, 'turns' | 'signal'> & { readonly userId: string | undefined },
): Promise<string | null> {
  const url = `${origin}/services/oauth2/userinfo`;
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
  try {
    const answer = await exchangeAny(
      { url, method: 'GET', headers },
      { turns, deadlineMs: userinfoDeadlineMs, maxBytes, signal },
    );
    const info = userInfo.safeParse(parseJson(answer.body));
    if (answer.statusCode !== 200 || !info.success) return null;
    const { preferred_username, user_id } = info.data;
    const isOther = user_id && userId && !isSameId(user_id, userId);
    return isOther ? null : (preferred_username ?? null);
  } catch {
    return null;
  }
}

function silenceOf(error: unknown, pair: Pair): string {
  const problem = error instanceof Error ? error.message : String(error);
  const code = error instanceof OrgNetworkError && !problem.includes(error.code) ? ` (${error.code})` : '';
  return upstreamText(`${problem}${code}`.replaceAll(pair.consumerSecret.reveal(), '[secret]'), 200);
}
