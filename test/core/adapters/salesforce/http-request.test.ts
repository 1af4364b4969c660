import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { OrgConnection } from '../../../../src/core/adapters/salesforce/connection.ts';
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
});
