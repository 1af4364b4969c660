import type { Connection } from 'jsforce';
import type { ZodType } from 'zod';
import { parseJson } from '../../plain/json.ts';
import { knowSecret } from '../../plain/known-secrets.ts';
import { overAfter } from '../../plain/over-after.ts';
import type { Turns } from '../../plain/turns.ts';
import type { Clock, Log, SalesforceOrg } from '../../ports/ports.ts';
import { isKeyturnError } from '../../reasons/errors.ts';
import { answerProblems } from '../../words/org-answers.ts';
import type { NamedPermission } from '../../words/permissions.ts';
import { type Request, requestWords } from '../../words/requests.ts';
import { permitNow } from '../permit.ts';
import { isSoap, isXml, requireReadable, withoutElements } from './answer-shape.ts';
import type { HttpAnswer, HttpCall } from './http-request.ts';
import { mayKeep } from './kept-answers.ts';
import { createRepeats } from './repeats.ts';
import type { OrgSession } from './session.ts';
import { interruption, isSessionExpired, translateError } from './translate-error.ts';
import { exchange, type HttpLimits } from './transport.ts';
import type { TrustedOrigin } from './trusted-origin.ts';
import { OrgHttpError, OrgNetworkError } from './upstream-error.ts';

const defaultDeadlineMs = 30_000;
/** An answer with as many values as are read (`answer-shape`) has less. */
const defaultMaxBytes = 4 * 1024 * 1024;
/** Delays before the second and third attempt of a read, in ms. */
const readBackoffMs = [200, 600];
/** The caller handles a longer Retry-After. */
const longestRetryAfterMs = 2_000;

export interface CallOptions {
  readonly call: Request;
  /**
   * A change is sent once, and an interruption waits for its answer. A read is retried at most twice if the connection broke
   * or the org was busy, and only if no other read of the same time was given up. A `read-once` is not, because the org forgets
   * what it answered.
   */
  readonly kind: 'read' | 'read-once' | 'change';
  readonly deadlineMs?: number;
  readonly maxBytes?: number;
  /** Told how long the answer to a `get` is. In characters. */
  readonly measured?: (length: number) => void;
  /** Elements of a SOAP answer that keyturn doesn't use. There can be thousands, and parsing them takes long. */
  readonly leaveOut?: readonly string[];
  /** The permission that is missing if this call gets an access error. */
  readonly permission?: NamedPermission;
}

/** All calls to an org go through this. */
export interface OrgConnection extends Omit<ConnectionInit, 'deadlineMs' | 'hold' | 'signal'> {
  readonly host: string;
  mustFinish: SalesforceOrg['mustFinish'];
  /** Waits between two requests. @throws Interrupted */
  pause(ms: number): Promise<void>;
  /** Runs `work` on a jsforce connection. After a 401 it renews the session and runs `work` again, once. */
  run<T>(work: (org: Connection) => Promise<T>, options: CallOptions): Promise<T>;
  /** GET of a path below the version root, or of one that starts with `/services/`. */
  get<T>(path: string, schema: ZodType<T>, options: Omit<CallOptions, 'kind'>): Promise<T>;
}

export interface ConnectionInit {
  readonly session: OrgSession;
  /** The only origin that gets requests. */
  readonly origin: TrustedOrigin;
  /** The request queue for this org, shared by all sessions in this process. */
  readonly turns: Turns;
  /** `68.0` */
  readonly apiVersion: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Longest wait for an answer, in ms. Default: the deadline of each call. */
  readonly deadlineMs?: number | undefined;
  /** The process was asked to stop. */
  readonly signal?: AbortSignal | undefined;
  readonly hold?: Hold | undefined;
}

/** The process must not end before what this returns was called: the org is being changed. */
export type Hold = () => () => void;

const never = new AbortController().signal;
const letGo = () => () => undefined;

export function createOrgConnection(given: ConnectionInit): OrgConnection {
  const { deadlineMs: longest, signal: asked = never, hold = letGo, ...init } = given;
  const { session, origin, turns, apiVersion, clock, log } = init;
  const over = overAfter(asked, (ms) => clock.deadline(ms));
  let finishing = 0;
  const host = new URL(session.instanceUrl).host;
  const token = shareToken(session, log);
  const repeatsOf = createRepeats();
  const addressOf = (path: string) =>
    `${session.instanceUrl}${path.startsWith('/services/') ? '' : `/services/data/v${apiVersion}`}${path}`;

  /** Runs `work` with an access token. After a 401 it renews the session and runs `work` again, once. */
  const attempt = async <T>(
    work: (accessToken: string, limits: HttpLimits) => Promise<T>,
    options: CallOptions,
  ): Promise<T> => {
    const { deadlineMs = defaultDeadlineMs, maxBytes = defaultMaxBytes } = options;
    const isChange = options.kind === 'change';
    const signal = isChange || finishing > 0 ? over : asked;
    const permit = isChange ? permitNow() : null;
    const limits = { origin, turns, maxBytes, signal, deadlineMs: longest ?? deadlineMs, permit };
    const { name: org, username, isPractice } = session;
    const call = requestWords(options.call);
    const started = performance.now();
    const logged = (outcome: string) =>
      log.debug('org.request', { org, call, kind: options.kind, outcome, ms: Math.round(performance.now() - started) });
    const context = { host, org, username, isPractice, call, permission: options.permission };
    const release = isChange ? hold() : () => undefined;
    const repeats = options.kind === 'read' ? repeatsOf() : null;
    let isAnswered = false;
    let hasBrokenOff = false;
    try {
      if (!isChange) requireRoom(0);
      // No change begins after an interruption.
      if (finishing === 0) asked.throwIfAborted();
      let accessToken = await token.current();
      let renewed = false;
      for (let tries = 1; ; ) {
        try {
          const answer = await work(accessToken, limits);
          logged('answered');
          isAnswered = true;
          return answer;
        } catch (error) {
          isAnswered = !isSilent(error);
          hasBrokenOff = isPassing(error);
          if (isSessionExpired(error) && !renewed) {
            renewed = true;
            accessToken = await token.renew(accessToken);
          } else if (isPassing(error) && tries <= readBackoffMs.length && (await repeats?.mayRepeat(signal))) {
            log.debug('org.retry', { call, tries });
            await clock.sleep(Math.max(readBackoffMs[tries - 1] ?? 0, askedMs(error)), signal);
            tries++;
          } else throw error;
        }
      }
    } catch (error) {
      const translated = translateError(error, context);
      logged(isKeyturnError(translated) ? translated.code : 'failed');
      throw translated;
    } finally {
      repeats?.end(isAnswered, hasBrokenOff);
      release();
    }
  };

  return {
    ...init,
    host,
    mustFinish: async (work) => {
      const release = hold();
      finishing += 1;
      try {
        return await work();
      } finally {
        finishing -= 1;
        release();
      }
    },
    pause: (ms) =>
      clock.sleep(ms, finishing > 0 ? over : asked).catch((error: unknown) => {
        throw interruption(error);
      }),
    run: (work, options) =>
      attempt(async (accessToken, limits) => {
        const { instanceUrl } = session;
        return work(await connect({ instanceUrl, version: apiVersion, accessToken }, limits, options.leaveOut));
      }, options),
    // Without jsforce, because a connection for each call would take longer than the call.
    get: (path, schema, options) =>
      attempt(
        async (accessToken, limits) => {
          const headers = { authorization: `Bearer ${accessToken}` };
          const { body } = await exchange({ method: 'GET', url: addressOf(path), headers }, limits);
          requireRoom(body.length, requireReadable(body));
          options.measured?.(body.length);
          return schema.parse(parseJson(body));
        },
        { ...options, kind: 'read' },
      ),
  };
}

/**
 * The access token for all calls. Calls that get a 401 at the same time share one renewal. A call that used a token renewed
 * in the meantime takes the new one.
 */
function shareToken(session: OrgSession, log: Log) {
  let known: string | null = null;
  let renewing: Promise<string> | null = null;
  return {
    current: async (): Promise<string> => {
      if (renewing) return renewing;
      known ??= await session.accessToken();
      knowSecret(known);
      return known;
    },
    renew: async (refused: string): Promise<string> => {
      if (renewing) return renewing;
      if (known !== null && known !== refused) return known;
      log.debug('org.session-renewal', { username: session.username });
      renewing = session.refresh();
      try {
        known = await renewing;
        knowSecret(known);
        return known;
      } finally {
        renewing = null;
      }
    },
  };
}

/**
 * A jsforce connection for one call. It can't refresh its token, because jsforce would renew without a limit. It uses our
 * transport, because jsforce's own repeats requests, reads without a limit and loses truncated bodies. jsforce is loaded at
 * the first call, because many commands need none.
 */
async function connect(
  at: { readonly instanceUrl: string; readonly version: string; readonly accessToken: string },
  limits: HttpLimits,
  leaveOut: CallOptions['leaveOut'],
): Promise<Connection> {
  const { jsforceConnection } = await import('./jsforce.ts');
  const connection = jsforceConnection(at);
  const { PassThrough } = await import('node:stream');
  // jsforce also pipes each request to a stream, which is unused here.
  const httpRequest = (request: HttpCall) =>
    Object.assign(
      exchange(request, limits).then((answer) => readable(request, answer, leaveOut)),
      { stream: () => new PassThrough() },
    );
  connection._transport = { httpRequest } as unknown as Connection['_transport'];
  return connection;
}

/** jsforce chooses its parser by the content type, which may be wrong. */
function readable({ url }: HttpCall, answer: HttpAnswer, leaveOut: readonly string[] = []): HttpAnswer {
  const body = isXml(answer.body) ? withoutElements(answer.body, leaveOut) : answer.body;
  requireRoom(body.length, requireReadable(body, isSoap(url)));
  const type = isXml(body) ? 'text/xml' : 'application/json';
  return { ...answer, body, headers: body === '' ? answer.headers : { ...answer.headers, 'content-type': type } };
}

/** @throws OrgNetworkError if the answer and those before it are more than the work under way may keep */
export function requireRoom(bytes: number, values = 0): void {
  if (!mayKeep(bytes, values)) throw new OrgNetworkError('TOO_MANY', answerProblems.tooManyTogether);
}

const passingCodes = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const passingStatuses = new Set([502, 503, 504]);

/** Whether the org didn't answer, or only that it's busy. */
function isSilent(error: unknown): boolean {
  return error instanceof OrgNetworkError || (error instanceof OrgHttpError && passingStatuses.has(error.status));
}

function isPassing(error: unknown): boolean {
  if (error instanceof OrgNetworkError) return passingCodes.has(error.code);
  return isSilent(error) && askedMs(error) <= longestRetryAfterMs;
}

/** How long the org asked to wait, in ms. */
function askedMs(error: unknown): number {
  return error instanceof OrgHttpError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
}
