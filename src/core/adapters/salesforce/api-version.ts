import type { Turns } from '../../plain/turns.ts';
import type { Clock } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { requestWords } from '../../words/requests.ts';
import type { OrgSession } from './session.ts';
import { translateError } from './translate-error.ts';
import { exchange } from './transport.ts';
import type { TrustedOrigin } from './trusted-origin.ts';
import { OrgNetworkError } from './upstream-error.ts';
import { versionsAnswer } from './wire/rest.ts';

interface VersionRequest {
  readonly session: OrgSession;
  readonly origin: TrustedOrigin;
  /** `65.0` or `65`. Default: the newest version. */
  readonly asked?: string | undefined;
  readonly turns: Turns;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Longest wait for an answer, in ms. */
  readonly deadlineMs?: number | undefined;
}

/**
 * The API version to use, from the org's public list, which needs no sign-in.
 * @throws OrgUnreachable, OrgUnavailable, OrgAnswerUnreadable, ApiVersionUnknown
 */
export async function chooseApiVersion(request: VersionRequest): Promise<string> {
  const offered = await offeredVersions(request);
  const highest = offered.reduce((best, each) => (Number(each) > Number(best) ? each : best));
  if (request.asked === undefined) return highest;
  const asked = /^\d+$/.test(request.asked) ? `${request.asked}.0` : request.asked;
  if (offered.includes(asked)) return asked;
  throw reason('ApiVersionUnknown', { asked: request.asked, offered: `${offered[0]} to ${highest}` });
}

async function offeredVersions({
  session,
  origin,
  turns,
  clock,
  signal,
  deadlineMs = 15_000,
}: VersionRequest): Promise<string[]> {
  const { instanceUrl, name, username } = session;
  const call = { url: `${instanceUrl}/services/data`, method: 'GET', headers: { accept: 'application/json' } };
  const limits = { origin, turns, deadlineMs, maxBytes: 1024 * 1024, signal };
  try {
    const answer = await exchange(call, limits).catch(async (error: unknown) => {
      if (!(error instanceof OrgNetworkError) || error.code === 'TIMEOUT') throw error;
      await clock.sleep(200, signal);
      return exchange(call, limits);
    });
    return versionsAnswer.parse(JSON.parse(answer.body)).map(({ version }) => version);
  } catch (error) {
    const host = new URL(instanceUrl).host;
    throw translateError(error, { host, call: requestWords('api-versions'), org: name, username });
  }
}
