import type { Connection } from 'jsforce';
import type { ZodType } from 'zod';
import type { Turns } from '../../plain/turns.ts';
import type { Clock, Log } from '../../ports/ports.ts';
import type { NamedPermission } from '../../words/permissions.ts';
import { type Request, requestWords } from '../../words/requests.ts';
import type { OrgSession } from './session.ts';
import { isSessionExpired, translateError } from './translate-error.ts';
import { exchange, type HttpCall } from './transport.ts';
import { OrgHttpError, OrgNetworkError } from './upstream-error.ts';

const defaultDeadlineMs = 30_000;
const defaultMaxBytes = 16 * 1024 * 1024;
/** Delays before the second and third attempt of a read, in ms. */
const readBackoffMs = [200, 600];
/** The caller handles a longer Retry-After. */
const longestRetryAfterMs = 2_000;

export interface CallOptions {
  readonly call: Request;
  /** A change is sent once. A read is retried at most twice if the connection broke or the org was busy. */
  readonly kind: 'read' | 'change';
  readonly deadlineMs?: number;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
  /** The permission that is missing if this call gets an access error. */
  readonly permission?: NamedPermission;
}

/** All calls to an org go through this. */
export interface OrgConnection extends Omit<ConnectionInit, 'deadlineMs'> {
  readonly host: string;
  /** Runs `work` on a jsforce connection. After a 401 it renews the session and runs `work` again, once. */
  run<T>(work: (org: Connection) => Promise<T>, options: CallOptions): Promise<T>;
  /** GET of a path below the version root, or of one that starts with `/services/`. */
  get<T>(path: string, schema: ZodType<T>, options: Omit<CallOptions, 'kind'>): Promise<T>;
}

export interface ConnectionInit {
  readonly session: OrgSession;
  /** The request queue for this org, shared by all sessions in this process. */
  readonly turns: Turns;
  /** `68.0` */
  readonly apiVersion: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Longest wait for an answer, in ms. Default: the deadline of each call. */
  readonly deadlineMs?: number | undefined;
}

export function createOrgConnection({ deadlineMs: longest, ...init }: ConnectionInit): OrgConnection {
  const { session, turns, apiVersion, clock, log } = init;
  const host = new URL(session.instanceUrl).host;
  const token = shareToken(session, log);

  const run = async <T>(work: (org: Connection) => Promise<T>, options: CallOptions): Promise<T> => {
    const bounded = { ...options, turns, ...(longest === undefined ? {} : { deadlineMs: longest }) };
    const { name: org, username, isPractice } = session;
    const call = requestWords(options.call);
    const context = { host, org, username, isPractice, call, permission: options.permission };
    try {
      let accessToken = await token.current();
      let renewed = false;
      for (let tries = 1; ; ) {
        try {
          return await work(await connect(session.instanceUrl, apiVersion, accessToken, bounded));
        } catch (error) {
          if (isSessionExpired(error) && !renewed) {
            renewed = true;
            accessToken = await token.renew(accessToken);
          } else if (options.kind === 'read' && isPassing(error) && tries <= readBackoffMs.length) {
            log.debug('org.retry', { call, tries });
            await clock.sleep(Math.max(readBackoffMs[tries - 1] ?? 0, askedMs(error)), options.signal);
            tries++;
          } else throw error;
        }
      }
    } catch (error) {
      throw translateError(error, context);
    }
  };

  return {
    ...init,
    host,
    run,
    get: (path, schema, options) =>
      run(async (org) => schema.parse(await org.requestGet(path)), { ...options, kind: 'read' }),
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
      return known;
    },
    renew: async (refused: string): Promise<string> => {
      if (renewing) return renewing;
      if (known !== null && known !== refused) return known;
      log.debug('org.session-renewal', { username: session.username });
      renewing = session.refresh();
      try {
        known = await renewing;
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
 * the first call, because loading takes more than 100 ms.
 */
async function connect(
  instanceUrl: string,
  version: string,
  accessToken: string,
  options: CallOptions & { readonly turns: Turns },
): Promise<Connection> {
  const { Connection: JsforceConnection } = (await import('jsforce')).default;
  const connection = new JsforceConnection({ instanceUrl, version, accessToken });
  const { PassThrough } = await import('node:stream');
  const httpRequest = (request: HttpCall) =>
    Object.assign(
      exchange(request, {
        turns: options.turns,
        deadlineMs: options.deadlineMs ?? defaultDeadlineMs,
        maxBytes: options.maxBytes ?? defaultMaxBytes,
        signal: options.signal,
      }),
      // jsforce also pipes each request to a stream, which is unused here.
      { stream: () => new PassThrough() },
    );
  connection._transport = { httpRequest } as unknown as Connection['_transport'];
  return connection;
}

const passingCodes = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const passingStatuses = new Set([502, 503, 504]);

function isPassing(error: unknown): boolean {
  if (error instanceof OrgNetworkError) return passingCodes.has(error.code);
  if (!(error instanceof OrgHttpError) || !passingStatuses.has(error.status)) return false;
  return askedMs(error) <= longestRetryAfterMs;
}

/** How long the org asked to wait, in ms. */
function askedMs(error: unknown): number {
  return error instanceof OrgHttpError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
}
