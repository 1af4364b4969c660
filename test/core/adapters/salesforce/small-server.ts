import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ConnectionInit,
  createOrgConnection,
  type OrgConnection,
} from '../../../../src/core/adapters/salesforce/connection.ts';
import type { OrgSession } from '../../../../src/core/adapters/salesforce/session.ts';
import { trustThisComputer } from '../../../../src/core/adapters/salesforce/trusted-origin.ts';
import { createTurns } from '../../../../src/core/plain/turns.ts';
import type { Clock, Log } from '../../../../src/core/ports/ports.ts';
import { reason } from '../../../../src/core/reasons/errors.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** JSON unless it is a text. */
  readonly body?: unknown;
  /** What to do instead of a whole answer. */
  readonly fault?: 'reset' | 'cut' | 'hang' | 'half';
}

export interface SmallServer {
  readonly url: string;
  readonly received: Received[];
  close(): Promise<void>;
}

/** A loopback server with one answer a request, which keeps what it was asked. */
export async function startSmallServer(answer: (request: Received) => Reply | Promise<Reply>): Promise<SmallServer> {
  const received: Received[] = [];
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const path = decodeURIComponent(incoming.url ?? '');
    const request = { method: incoming.method ?? '', path, headers: incoming.headers, body };
    received.push(request);
    write(await answer(request), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function write(reply: Reply, response: ServerResponse): void {
  if (reply.fault === 'hang') return;
  if (reply.fault === 'reset') {
    response.destroy();
    return;
  }
  const { body } = reply;
  if (Buffer.isBuffer(body)) {
    response.writeHead(reply.status ?? 200, reply.headers).end(body);
    return;
  }
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
  const type = typeof reply.body === 'string' ? 'text/xml;charset=UTF-8' : 'application/json;charset=UTF-8';
  response.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers });
  if (reply.fault === 'half') {
    response.write(text.slice(0, text.length / 2));
    return;
  }
  if (reply.fault === 'cut') {
    response.write(text.slice(0, text.length / 2));
    setTimeout(() => response.destroy(), 20);
    return;
  }
  response.end(text);
}

export const silentLog: Log = { debug: () => {}, warn: () => {} };

/** A clock that moves itself instead of waiting, and remembers the waits. */
export function instantClock(): Clock & { readonly waits: number[] } {
  let now = Date.UTC(2026, 10, 24);
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    deadline: () => new AbortController().signal,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      waits.push(ms);
      now += ms;
    },
  };
}

export const orgId = '00D000000000001EAA';
export const firstToken = '00D000000000001!first.token';
export const sessionExpired = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];

/** A session whose renewals are counted; it gives `renewed` tokens in turn, or can't be renewed without any. */
export function countedSession(instanceUrl: string, renewed: readonly string[] = []) {
  let token = firstToken;
  const session = {
    username: 'admin@acme.example',
    name: 'acme',
    orgId,
    instanceUrl,
    isPractice: false,
    clientId: null,
    renewals: 0,
    accessToken: async () => token,
    refresh: async () => {
      const next = renewed[session.renewals];
      session.renewals++;
      if (next === undefined) throw reason('SessionExpired', { org: 'acme' });
      token = next;
      return next;
    },
  };
  return session satisfies OrgSession;
}

/** A line in which nobody waits. */
export const noLine = () => createTurns(Number.POSITIVE_INFINITY);

export function connectionTo(
  url: string,
  session: OrgSession = countedSession(url),
  clock: Clock = instantClock(),
  stopping: Pick<ConnectionInit, 'signal' | 'hold'> = {},
): OrgConnection {
  const origin = trustThisComputer(session.instanceUrl);
  return createOrgConnection({
    ...stopping,
    session,
    origin,
    turns: noLine(),
    apiVersion: '68.0',
    clock,
    log: silentLog,
  });
}

/** A SOAP answer of the Metadata API. */
export function soapAnswer(operation: string, result: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata"><soapenv:Body><${operation}Response>${result}</${operation}Response></soapenv:Body></soapenv:Envelope>`;
}

export function soapFault(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="http://soap.sforce.com/2006/04/metadata"><soapenv:Body><soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${message}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`;
}

export function records(rows: readonly unknown[], totalSize = rows.length) {
  return { totalSize, done: true, records: rows };
}

/** A page of records, and where the next one is. */
export function pageOf(rows: readonly unknown[], nextRecordsUrl: string, totalSize = 1_000_000) {
  return { ...records(rows, totalSize), done: false, nextRecordsUrl };
}
