import { type CleanText, outsideError } from '../../plain/outside-text.ts';
import type { Turns } from '../../plain/turns.ts';
import { proxyAnswered } from '../../words/network.ts';
import { answerProblems } from '../../words/org-answers.ts';
import type { Permit } from '../permit.ts';
import { proxyStatusOf } from '../proxy.ts';
import { isSoap, mayBeEnvelope } from './answer-shape.ts';
import { type Beginning, currentDispatcher, type HttpAnswer, type HttpCall, requestOnce } from './http-request.ts';
import { timing } from './org-time.ts';
import { watchAnswer } from './slow-answers.ts';
import type { TrustedOrigin } from './trusted-origin.ts';
import { errorCodeOf, OrgHttpError, OrgNetworkError } from './upstream-error.ts';

export interface HttpLimits {
  /** Nothing is sent anywhere else, whatever an answer names. */
  readonly origin: TrustedOrigin;
  /** The request queue for this org. */
  readonly turns: Turns;
  /** From the first byte sent to the last byte read, without the time in the queue. */
  readonly deadlineMs: number;
  /** Limit of the decoded body. A longer one is not read to its end. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** What a change needs, besides an answer of the org. */
  readonly permit?: Permit | null;
}

/**
 * One HTTP request, sent exactly once. Redirects are not followed; the answer has a deadline and a size limit.
 * @throws OrgHttpError for a status other than 2xx
 * @throws TakenOver if another process has the lease that the change needs
 * @throws OrgNetworkError if there is no complete answer, or if it doesn't come from Salesforce
 */
export async function exchange(call: HttpCall, limits: HttpLimits): Promise<HttpAnswer> {
  // Nobody needs the rest of an answer in another form, and it may be long.
  const begins = (status: number, start: string) => (isGood(status) ? beginsWrong(call, start) : null);
  const answer = await limits.turns.run(() => send(call, limits, begins), limits.signal);
  if (!isGood(answer.statusCode)) throw new OrgHttpError(answer);
  if (isForeign(call, answer.body)) throw foreign();
  return answer;
}

const isGood = (status: number) => status >= 200 && status <= 299;
const foreign = () => new OrgNetworkError('FOREIGN', answerProblems.foreign);

function beginsWrong(call: HttpCall, start: string): OrgNetworkError | null {
  if (isForeign(call, start)) return foreign();
  const isOther = isSoap(call.url) && !mayBeEnvelope(start);
  return isOther ? new OrgNetworkError('UNREADABLE', answerProblems.otherForm) : null;
}

/** A proxy or a login page answers 200 too. For a change without an answer body, only this check finds out. */
function isForeign({ url }: HttpCall, body: string): boolean {
  const isRest = new URL(url).pathname.startsWith('/services/data/');
  const start = body.trimStart();
  return start !== '' && (isRest ? !/^[[{]/.test(start) : /^<(!doctype html|html)/i.test(start));
}

/** The same, but returns an answer of any status. */
export function exchangeAny(call: HttpCall, limits: HttpLimits): Promise<HttpAnswer> {
  return limits.turns.run(() => send(call, limits), limits.signal);
}

async function send(call: HttpCall, limits: HttpLimits, begins?: Beginning): Promise<HttpAnswer> {
  if (URL.parse(call.url)?.origin !== limits.origin) throw new OrgNetworkError('FOREIGN', answerProblems.elsewhere);
  const { deadlineMs, maxBytes } = limits;
  const sender = await currentDispatcher();
  // A request in the socket can't be called back, so nothing comes between this and sending it.
  limits.permit?.check();
  const ending = new AbortController();
  const late = () => ending.abort(new OrgNetworkError('TIMEOUT', answerProblems.late(deadlineMs)));
  const timer = setTimeout(late, deadlineMs);
  const ended = watchAnswer(limits.turns, deadlineMs);
  const interrupted = () => ending.abort(limits.signal?.reason);
  limits.signal?.addEventListener('abort', interrupted, { once: true });
  try {
    limits.signal?.throwIfAborted();
    const answered = timing(limits.turns);
    return await requestOnce(sender, call, {
      ...{ turns: limits.turns, maxBytes, begins },
      signal: ending.signal,
      started: ({ date }) => answered(date),
      tooLarge: () => new OrgNetworkError('TOO_LARGE', answerProblems.tooLarge(maxBytes)),
    });
  } catch (error) {
    if (limits.signal?.aborted) throw limits.signal.reason;
    if (error instanceof OrgNetworkError) throw error;
    const status = proxyStatusOf(error);
    if (status !== null) throw new OrgNetworkError('PROXY', proxyAnswered(status), status);
    throw new OrgNetworkError(errorCodeOf(error) ?? 'NETWORK', networkProblem(error));
  } finally {
    clearTimeout(timer);
    ended();
    limits.signal?.removeEventListener('abort', interrupted);
  }
}

function networkProblem(error: unknown): CleanText {
  if (!(error instanceof Error)) return outsideError(error);
  const cause = error.cause instanceof Error && error.cause.message ? error.cause : error;
  return outsideError(cause instanceof AggregateError ? (cause.errors[0] ?? cause) : cause);
}
