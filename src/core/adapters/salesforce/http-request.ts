import { promisify } from 'node:util';
import { brotliDecompress, unzip } from 'node:zlib';
import type { Dispatcher, getGlobalDispatcher } from 'undici';
import { once } from '../../plain/once.ts';
import type { Turns } from '../../plain/turns.ts';
import { largeBytes, readLarge, receiveLarge } from './large-answers.ts';

export interface HttpCall {
  readonly url: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | null;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export type Beginning = (statusCode: number, start: string) => Error | null;

interface Receiving {
  /** The request queue of the org. */
  readonly turns: Turns;
  /** Limit of the body, also of the decompressed one. A longer one is not read to its end. */
  readonly maxBytes: number;
  /** Its reason is what the request throws. */
  readonly signal: AbortSignal;
  /** Called as soon as the headers are there. */
  readonly started: (headers: HttpAnswer['headers']) => void;
  /** Why the rest of a large answer isn't read, by its first bytes; null if it is. Not asked for a compressed one. */
  readonly begins?: Beginning | undefined;
  readonly tooLarge: () => Error;
}

/** The part of undici that sends requests. All of undici would take twice as long to load. */
const loadGlobal = once(async () => {
  // @ts-expect-error undici describes only its root, which has the same function
  const { default: parts } = await import('undici/lib/global.js');
  return parts as { readonly getGlobalDispatcher: typeof getGlobalDispatcher };
});

/** What sends the requests of this process: directly, or through a proxy. */
export async function currentDispatcher(): Promise<Dispatcher> {
  return (await loadGlobal()).getGlobalDispatcher();
}

const accepted = { accept: '*/*', 'accept-encoding': 'gzip, br', 'user-agent': 'keyturn' };
// Each takes the whole body at once, so the limit is one number.
const decompressions: Readonly<Record<string, typeof unzipped>> = {
  gzip: unzipped,
  'x-gzip': unzipped,
  deflate: unzipped,
  br: (body, maxOutputLength) => promisify(brotliDecompress)(body, { maxOutputLength }),
};
/** Enough for the first element of an answer. */
const startBytes = 4096;
/** Doesn't keep anything between two answers. */
const utf8 = new TextDecoder();

/**
 * Sends one request and reads its answer, without the streams and objects of `fetch`, which take three times as long. Begins to
 * send before it returns, and sends nothing once the signal has aborted.
 */
export async function requestOnce(sender: Dispatcher, call: HttpCall, receiving: Receiving): Promise<HttpAnswer> {
  const held: Held = [];
  try {
    const { statusCode, headers, chunks } = await exchangeBytes(sender, call, receiving, held);
    if (held.length > 0) held.push(await readLarge(receiving.signal));
    const body = Buffer.concat(chunks.splice(0));
    const decompress = decompressions[headers['content-encoding']?.trim().toLowerCase() ?? ''];
    if (!decompress || body.length === 0) return { statusCode, headers, body: utf8.decode(body) };
    return { statusCode, headers, body: utf8.decode(await unpacked(body, decompress, receiving, held)) };
  } finally {
    for (const end of held) end();
  }
}

/** Ends the turns of a large answer. */
type Held = (() => void)[];

/** Ends as soon as the signal aborts. The work that then goes on in the background is bounded by `maxBytes`. @throws the signal's reason */
async function unpacked(body: Buffer, decompress: typeof unzipped, receiving: Receiving, held: Held): Promise<Buffer> {
  const { signal } = receiving;
  signal.throwIfAborted();
  const over = Promise.withResolvers<never>();
  const aborted = () => over.reject(signal.reason);
  signal.addEventListener('abort', aborted);
  try {
    return await Promise.race([unpackedInTurn(body, decompress, receiving, held), over.promise]);
  } finally {
    signal.removeEventListener('abort', aborted);
  }
}

async function unpackedInTurn(
  body: Buffer,
  decompress: typeof unzipped,
  { maxBytes, signal, tooLarge }: Receiving,
  held: Held,
): Promise<Buffer> {
  try {
    return await decompress(body, Math.min(largeBytes, maxBytes));
  } catch (error) {
    if (!isTooLong(error)) throw error;
  }
  if (held.length === 0) {
    const end = await readLarge(signal);
    // Nobody else would end the turn of a request that is over.
    if (signal.aborted) end();
    else held.push(end);
  }
  signal.throwIfAborted();
  try {
    return await decompress(body, maxBytes);
  } catch (error) {
    throw isTooLong(error) ? tooLarge() : error;
  }
}

interface Bytes extends Omit<HttpAnswer, 'body'> {
  readonly chunks: Buffer[];
}

function exchangeBytes(sender: Dispatcher, call: HttpCall, receiving: Receiving, held: Held): Promise<Bytes> {
  const { origin, pathname, search } = new URL(call.url);
  const { turns, signal, maxBytes, started, begins, tooLarge } = receiving;
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null;
    let statusCode = 0;
    let headers: HttpAnswer['headers'] = {};
    let bytes = 0;
    const chunks: Buffer[] = [];
    const aborted = () => {
      controller?.abort(signal.reason);
      reject(signal.reason);
    };
    const settled = () => signal.removeEventListener('abort', aborted);
    signal.addEventListener('abort', aborted);
    const request = {
      ...{ origin, path: `${pathname}${search}`, method: call.method as Dispatcher.HttpMethod, allowH2: false },
      headers: { ...accepted, ...withoutContentLength(call.headers) },
      ...(call.body ? { body: call.body } : {}),
    };
    sender.dispatch(request, {
      onRequestStart: (given) => {
        controller = given;
        if (signal.aborted) given.abort(signal.reason);
      },
      onResponseStart: (_, status, received) => {
        // Others follow a status below 200.
        if (status < 200) return;
        statusCode = status;
        headers = oneValueEach(received);
        started(headers);
      },
      onResponseData: (given, chunk) => {
        const wasLarge = bytes > largeBytes;
        bytes += chunk.byteLength;
        if (bytes > maxBytes) return given.abort(tooLarge());
        chunks.push(chunk);
        if (wasLarge || bytes <= largeBytes) return;
        const start = headers['content-encoding'] ? null : utf8.decode(chunks[0]?.subarray(0, startBytes));
        const problem = start === null ? null : begins?.(statusCode, start);
        if (problem) return given.abort(problem);
        given.pause();
        held.push(receiveLarge(turns, () => given.resume(), signal));
      },
      onResponseEnd: () => {
        settled();
        resolve({ statusCode, headers, chunks });
      },
      onResponseError: (_, error) => {
        settled();
        reject(error);
      },
    });
  });
}

/** jsforce adds this header, but undici computes it. */
function withoutContentLength(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(lower.filter(([name]) => name !== 'content-length'));
}

function oneValueEach(headers: Readonly<Record<string, string | string[] | undefined>>): HttpAnswer['headers'] {
  const one: HttpAnswer['headers'] = {};
  for (const [name, value] of Object.entries(headers)) one[name] = Array.isArray(value) ? value.join(', ') : `${value}`;
  return one;
}

function unzipped(body: Buffer, maxOutputLength: number): Promise<Buffer> {
  return promisify(unzip)(body, { maxOutputLength });
}

function isTooLong(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
