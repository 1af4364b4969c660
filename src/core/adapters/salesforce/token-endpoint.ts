import type { TokenAnswer } from '../../model/token-answer.ts';
import { isSameId } from '../../plain/ids.ts';
import { parseJson } from '../../plain/json.ts';
import { type CleanText, outsideError, outsideText } from '../../plain/outside-text.ts';
import { shortKey } from '../../plain/text.ts';
import type { Turns } from '../../plain/turns.ts';
import type { Log, Tokens } from '../../ports/ports.ts';
import { answerProblems } from '../../words/org-answers.ts';
import { holdToken } from './held-token.ts';
import type { HttpAnswer } from './http-request.ts';
import { askForToken, issuedIn, lookWith, type TokenRequest } from './token-request.ts';
import { interruption } from './translate-error.ts';
import type { TrustedOrigin } from './trusted-origin.ts';
import { OrgNetworkError, retryAfterSecondsOf } from './upstream-error.ts';
import { tokenError, userInfo } from './wire/oauth.ts';

const userinfoDeadlineMs = 2_000;

export interface TokensInit {
  /** The only origin that gets credentials and tokens. */
  readonly origin: TrustedOrigin;
  /** The request queue for this org. */
  readonly turns: Turns;
  /** Longest wait for an answer, in ms. Default: 10 s. */
  readonly deadlineMs?: number | undefined;
  readonly log?: Log | undefined;
  /** The process was asked to stop. Ends requests that have no signal of their own. */
  readonly signal?: AbortSignal | undefined;
}

export function createTokens({ origin, turns, deadlineMs, log, signal: asked }: TokensInit): Tokens {
  return {
    clientCredentials: async (pair, options = {}) => {
      const started = performance.now();
      const answer = await requestToken({ pair, origin, turns, deadlineMs, signal: asked, ...options });
      // An answer that nobody waited for says nothing about the credentials.
      if (asked?.aborted && !options.signal) throw interruption(asked.reason);
      const ms = Math.round(performance.now() - started);
      log?.debug('org.token-request', { consumerKey: shortKey(pair.consumerKey), outcome: answer.kind, ms });
      return answer;
    },
    hold: (pair, signal = asked) => holdToken({ pair, origin, turns, deadlineMs, signal }),
    callWith: (pair, signal = asked) => callWith({ pair, origin, turns, deadlineMs, signal }),
  };
}

/**
 * One token request with the credentials in the form body. Never retried or redirected. The token is used for one call to
 * userinfo and then forgotten.
 */
async function requestToken(request: TokenRequest): Promise<TokenAnswer> {
  try {
    return await read(await askForToken(request), request);
  } catch (error) {
    if (request.signal?.aborted) return { kind: 'silence', problem: outsideText(answerProblems.interrupted) };
    return { kind: 'silence', problem: silenceOf(error, request) };
  }
}

async function callWith(request: TokenRequest): Promise<string | null> {
  try {
    const answer = await askForToken(request);
    const issued = issuedIn(answer);
    if (!issued) return answerProblems.noToken(answer.statusCode);
    const { statusCode } = await lookWith(issued.access_token, request);
    return statusCode === 200 ? null : answerProblems.tokenRefused(statusCode);
  } catch (error) {
    return silenceOf(error, request);
  }
}

async function read(answer: HttpAnswer, request: TokenRequest): Promise<TokenAnswer> {
  const { statusCode: status, body } = answer;
  const issued = issuedIn(answer);
  if (issued) {
    const [orgId = '', userId = ''] = issued.id.split('/').slice(-2);
    const { scope, access_token } = issued;
    const username = request.withUsername === false ? null : await usernameOf(access_token, userId, request);
    return { kind: 'issued', orgId, userId, username, scopes: scope?.split(' ') ?? [] };
  }
  if (status >= 300 && status < 400) return { kind: 'silence', problem: outsideText(`it redirects (HTTP ${status})`) };
  const refused = tokenError.safeParse(parseJson(body));
  const seconds = retryAfterSecondsOf(answer.headers);
  const asked = seconds === null ? {} : { retryAfterMs: seconds * 1000 };
  if (status >= 400 && refused.success) {
    const { error, error_description } = refused.data;
    const sent = [request.pair.consumerSecret.reveal()];
    const description = outsideText(error_description ?? '', 500, sent);
    return { kind: 'error', status, error: outsideText(error, 80, sent), description, ...asked };
  }
  return { kind: 'silence', problem: outsideText(answerProblems.unreadable(status)), ...asked };
}

/** null if userinfo doesn't answer in time, refuses the token, or names a different user. */
async function usernameOf(accessToken: string, userId: string, request: TokenRequest): Promise<CleanText | null> {
  try {
    const look = { ...request, deadlineMs: userinfoDeadlineMs };
    const answer = await lookWith(accessToken, look, '/services/oauth2/userinfo');
    const info = userInfo.safeParse(parseJson(answer.body));
    if (answer.statusCode !== 200 || !info.success) return null;
    const { preferred_username, user_id } = info.data;
    const isOther = user_id && !isSameId(user_id, userId);
    return isOther ? null : (preferred_username ?? null);
  } catch {
    return null;
  }
}

function silenceOf(error: unknown, { pair }: TokenRequest): CleanText {
  const problem = outsideError(error, 200, [pair.consumerSecret.reveal()]);
  const code = error instanceof OrgNetworkError && !problem.includes(error.code) ? ` (${error.code})` : '';
  return outsideText(`${problem}${code}`, 200, [pair.consumerSecret.reveal()]);
}
