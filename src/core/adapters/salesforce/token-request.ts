import type { Pair } from '../../model/app.ts';
import type { Turns } from '../../plain/turns.ts';
import { exchangeAny, type HttpAnswer } from './transport.ts';

export const usualDeadlineMs = 10_000;
export const maxBytes = 256 * 1024;

/** The oldest version in which every org can be asked for its limits as an integration sees them. */
export const callVersion = 'v60.0';

export interface TokenRequest {
  readonly pair: Pair;
  /** `https://<my domain>/services/oauth2/token` */
  readonly tokenUrl: string;
  /** The line in which requests to this org wait. */
  readonly turns: Turns;
  readonly signal?: AbortSignal | undefined;
  readonly deadlineMs?: number | undefined;
  /** False saves the look at userinfo: the answer has the ids alone. */
  readonly withUsername?: boolean | undefined;
}

/** @throws OrgNetworkError when there is no whole answer */
export function askForToken({
  pair,
  tokenUrl,
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
  const call = { url: tokenUrl, method: 'POST', headers, body: body.toString() };
  return exchangeAny(call, { turns, deadlineMs, maxBytes, signal });
}

export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
