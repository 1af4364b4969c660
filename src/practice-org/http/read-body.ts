import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { type PracticeResponse, restError } from './message.ts';

/** More than this isn't read to its end. Until then the client gets the refusal, because it has sent its whole body. */
const mostDiscarded = 128_000_000;

const tooLarge = restError(413, 'REQUEST_TOO_LARGE', 'the body is too large');

type Body = Uint8Array | PracticeResponse;

/** Unpacks a body, with the limit of its unpacked size in bytes. */
const encodings: Readonly<Record<string, (body: Uint8Array, limit: number) => Promise<Uint8Array>>> = {
  '': async (body) => body,
  identity: async (body) => body,
  gzip: (body, maxOutputLength) => promisify(gunzip)(body, { maxOutputLength }),
  deflate: (body, maxOutputLength) => promisify(inflate)(body, { maxOutputLength }),
};

/** The unpacked body of at most `limit` bytes, or the refusal. @throws Error if the client breaks off */
export async function readBody(incoming: IncomingMessage, limit: number): Promise<Body> {
  const encoding = (incoming.headers['content-encoding'] ?? '').trim().toLowerCase();
  const sent = await readSent(incoming, limit);
  if (sent === null) return tooLarge;
  const unpack = Object.hasOwn(encodings, encoding) ? encodings[encoding] : undefined;
  if (!unpack) return restError(415, 'UNSUPPORTED_MEDIA_TYPE', `the content encoding ${encoding} is not supported`);
  return unpack(sent, limit).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge
      : restError(400, 'BAD_REQUEST', `the body is no valid ${encoding}`),
  );
}

/** The body as it was sent; null if it is too large. */
function readSent(incoming: IncomingMessage, limit: number): Promise<Uint8Array | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > mostDiscarded) resolve(null);
    });
    incoming.on('end', () => resolve(size <= limit ? Buffer.concat(chunks) : null));
    incoming.on('error', reject);
    incoming.on('aborted', () => reject(new Error('aborted')));
  });
}
