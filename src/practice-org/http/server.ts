import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Fault, Faults } from './faults.ts';
import { json, type PracticeRequest, type PracticeResponse, restError } from './message.ts';
import { readBody } from './read-body.ts';
import type { SelfMadeCertificate } from './self-made-certificate.ts';

/** A deploy of 39 MB is 52 MB in base64. Every other body is far below 1 MB. */
const deployBody = 60_000_000;
const usualBody = 1_000_000;

export interface Traffic {
  readonly calls: Map<string, number>;
  inFlight: number;
  maxInFlight: number;
  /** Added to every request, in ms. */
  latencyMs: number;
  readonly faults: Faults;
  /** How much the `Date` of answers is ahead of the org's time, in ms; null for answers without one. */
  dateAheadMs: number | null;
}

export interface ServerParts {
  /** Answers paths under `/practice`. Faults and latency don't affect them. */
  readonly control: (request: PracticeRequest) => Promise<PracticeResponse>;
  readonly handle: (request: PracticeRequest) => Promise<PracticeResponse>;
  /** Writes what the answer reports. The server waits for it before it sends the answer. */
  readonly flush: () => Promise<void>;
  /** The org's time, in epoch ms. */
  readonly now: () => number;
  readonly traffic: Traffic;
}

export function newTraffic(): Traffic {
  return { calls: new Map(), inFlight: 0, maxInFlight: 0, latencyMs: 0, faults: new Faults(), dateAheadMs: 0 };
}

export interface ListenOptions {
  /** 0 chooses a free port. */
  readonly port: number;
  /** Plain HTTP if null. */
  readonly tls: SelfMadeCertificate | null;
}

/** In bytes, as Salesforce documents it. */
const longestAddress = 16_384;
const tooLong = `has more than ${longestAddress} bytes`;
const addressTooLong = restError(414, 'URI_TOO_LONG', `the address ${tooLong}`);

/** Address and headers together, in bytes. */
const mostHeaders = 32_768;

/** Answers to input that isn't HTTP, by the parser's error code. */
const parserProblems: Readonly<Record<string, readonly [status: string, problem: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'the headers are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'the request took too long'],
};

/** Listens only on 127.0.0.1. @throws Error when the port is taken */
export async function listen(
  parts: ServerParts,
  { port, tls }: ListenOptions,
): Promise<{ server: Server; port: number }> {
  const scheme = tls ? 'https' : 'http';
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    void serve(parts, { incoming, outgoing, scheme }).catch(() => failed(outgoing));
  };
  const limits = { keepAliveTimeout: 5_000, maxHeaderSize: mostHeaders };
  const server = tls
    ? createSecureServer({ ...limits, key: tls.keyPem, cert: tls.certificatePem }, answer)
    : createServer(limits, answer);
  server.on('clientError', (error: ParserError, socket) => {
    if (!socket.writable) return void socket.destroy();
    socket.end(parserRefusal(error));
  });
  server.on('connection', (socket) => {
    if (parts.traffic.faults.takeForConnection()) socket.destroy();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Uint8Array };

function parserRefusal({ code = '', rawPacket }: ParserError): string {
  const isAddress = code === 'HPE_HEADER_OVERFLOW' && rawPacket && !rawPacket.subarray(0, longestAddress).includes(10);
  const usual = parserProblems[code] ?? ['400 Bad Request', 'the request is malformed'];
  const [status, message] = isAddress ? ['414 URI Too Long', `the address ${tooLong}`] : usual;
  const body = JSON.stringify([{ message, errorCode: isAddress ? 'URI_TOO_LONG' : 'BAD_REQUEST' }]);
  const headers = `Content-Type: application/json;charset=UTF-8\r\nContent-Length: ${body.length}\r\nConnection: close`;
  return `HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`;
}

/** For a bug in this org, or a disk that can't be written. The answer shows no internals. */
function failed(outgoing: ServerResponse): void {
  if (outgoing.headersSent || outgoing.destroyed) return void outgoing.destroy();
  send(outgoing, restError(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'));
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly scheme: 'http' | 'https';
}

async function serve(parts: ServerParts, { incoming, outgoing, scheme }: Exchange): Promise<void> {
  const { traffic } = parts;
  const host = incoming.headers.host ?? '';
  if (!isLoopback(host))
    return send(outgoing, json(421, { error: 'use 127.0.0.1, localhost or [::1] to reach the practice org' }));
  if ((incoming.url ?? '').length > longestAddress) return send(outgoing, addressTooLong);
  // Don't resolve against a base address: `//services` would become a host name.
  const url = URL.parse(`http://${host}${incoming.url ?? '/'}`);
  const path = url ? decodePath(url.pathname) : null;
  if (!url || path === null)
    return send(outgoing, json(400, [{ errorCode: 'BAD_REQUEST', message: 'the address is malformed' }]));
  const isControl = path === '/practice' || path.startsWith('/practice/');
  const body = await readBody(incoming, isDeployPath(path) ? deployBody : usualBody);
  if (!(body instanceof Uint8Array)) {
    outgoing.setHeader('connection', 'close');
    return send(outgoing, body);
  }
  const request: PracticeRequest = {
    method: incoming.method ?? 'GET',
    path,
    query: url.searchParams,
    headers: headersOf(incoming),
    body,
    origin: `${scheme}://${host}`,
  };
  if (isControl) {
    const answer = await parts.control(request);
    await parts.flush();
    return send(outgoing, answer);
  }
  traffic.inFlight += 1;
  traffic.maxInFlight = Math.max(traffic.maxInFlight, traffic.inFlight);
  try {
    await answerTo(parts, request, outgoing);
  } finally {
    traffic.inFlight -= 1;
  }
}

async function answerTo(parts: ServerParts, request: PracticeRequest, outgoing: ServerResponse): Promise<void> {
  const { traffic } = parts;
  const call = `${request.method} ${request.path}`;
  traffic.calls.set(call, (traffic.calls.get(call) ?? 0) + 1);
  if (traffic.latencyMs > 0) await wait(traffic.latencyMs);
  const { dateAheadMs } = traffic;
  if (dateAheadMs === null) outgoing.sendDate = false;
  else outgoing.setHeader('date', new Date(parts.now() + dateAheadMs).toUTCString());
  const fault = traffic.faults.takeFor(request);
  if (fault?.kind === 'drop') return void outgoing.destroy();
  if (fault?.kind === 'status')
    return send(outgoing, { status: fault.status, headers: fault.headers, body: fault.body });
  if (fault?.kind === 'delay') await wait(fault.ms);
  const answer = await parts.handle(request);
  await parts.flush();
  if (fault) return sendBroken(outgoing, answer, fault);
  send(outgoing, answer);
}

async function sendBroken(outgoing: ServerResponse, answer: PracticeResponse, fault: Fault): Promise<void> {
  const body = Buffer.from(answer.body);
  if (fault.kind === 'drop-answer') return void outgoing.destroy();
  if (fault.kind === 'cut') {
    outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
    outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.destroy());
    return;
  }
  if (fault.kind === 'slow') {
    outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
    for (const byte of body) {
      if (outgoing.destroyed) return;
      outgoing.write(Buffer.of(byte));
      await wait(fault.ms);
    }
    outgoing.end();
    return;
  }
  send(outgoing, answer);
}

function send(outgoing: ServerResponse, { status, headers, body }: PracticeResponse): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  outgoing.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'content-length': bytes.length }) });
  outgoing.end(bytes);
}

function isDeployPath(path: string): boolean {
  return path.startsWith('/services/Soap/') || path.includes('/metadata/deployRequest');
}

/** Protects against DNS rebinding: a web page can't reach this org under its own host name. */
function isLoopback(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);
}

/** A client sends `//` if its instance address ends in a slash. */
function decodePath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname).replace(/\/{2,}/g, '/');
  } catch {
    return null;
  }
}

function headersOf(incoming: IncomingMessage): Readonly<Record<string, string>> {
  const headers = Object.entries(incoming.headers);
  return Object.fromEntries(headers.map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
}
