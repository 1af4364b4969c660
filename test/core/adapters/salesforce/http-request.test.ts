import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { OrgConnection } from '../../../../src/core/adapters/salesforce/connection.ts';
import { requestOnce } from '../../../../src/core/adapters/salesforce/http-request.ts';
import { connectionTo } from './small-server.ts';

const answer = z.object({ label: z.string() });
const whole = '\u{feff}{"label":"Ö"}';

/** A server whose only answer has these bytes. */
async function answering(body: Buffer, encoding: string): Promise<OrgConnection> {
  const server = createServer((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return connectionTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const read = (org: OrgConnection) => org.get('/limits', answer, { call: 'limits', maxBytes: 1000 });

describe('a compressed answer', () => {
  it.each([
    ['gzip', gzipSync(whole)],
    ['x-gzip', gzipSync(whole)],
    ['deflate', deflateSync(whole)],
    ['br', brotliCompressSync(whole)],
    ['identity', Buffer.from(whole)],
  ])('is read: %s', async (encoding, body) => {
    expect(await read(await answering(body, encoding))).toEqual({ label: 'Ö' });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('counts as large as it is without compression: %s', async (encoding, compress) => {
    const body = compress(JSON.stringify({ label: 'x'.repeat(1_000_000) }));
    expect(body.length).toBeLessThan(2000);
    await expect(read(await answering(body, encoding))).rejects.toMatchObject({ code: 'OrgAnswerUnreadable' });
  });

  it('that is damaged is no answer', async () => {
    const work = read(await answering(gzipSync(whole).subarray(0, 20), 'gzip'));
    await expect(work).rejects.toMatchObject({ code: expect.stringMatching(/^Org(Unreachable|AnswerUnreadable)$/) });
  });

  it('ends with its request, also while it is unpacked, and holds up no other', async () => {
    const body = gzipSync(JSON.stringify({ label: 'x'.repeat(1_000_000) }));
    const sender = senderOf(body);
    const asked = (signal: AbortSignal) =>
      requestOnce(
        sender,
        { url: 'https://acme.my.salesforce.com/limits', method: 'GET' },
        { maxBytes: 2_000_000, signal, started: () => undefined, tooLarge: () => new Error('too large') },
      );
    const ended = new Error('the deadline');
    const over = new AbortController();
    const work = asked(over.signal);
    // The answer is complete, and another thread unpacks it. Its result comes with the event loop's next round.
    for (let step = 0; step < 20; step += 1) await null;
    over.abort(ended);
    await expect(work).rejects.toBe(ended);
    await expect(asked(AbortSignal.abort(ended))).rejects.toBe(ended);
    expect((await asked(new AbortController().signal)).body).toHaveLength(1_000_012);
  });
});

/** Answers each request at once with these bytes. */
function senderOf(body: Buffer): Dispatcher {
  const dispatch: Dispatcher['dispatch'] = (_, handler) => {
    const controller = { pause: () => undefined, resume: () => undefined, abort: () => undefined } as never;
    handler.onRequestStart?.(controller, null);
    handler.onResponseStart?.(controller, 200, { 'content-encoding': 'gzip' }, 'OK');
    handler.onResponseData?.(controller, body);
    handler.onResponseEnd?.(controller, {});
    return true;
  };
  return { dispatch } as Dispatcher;
}
