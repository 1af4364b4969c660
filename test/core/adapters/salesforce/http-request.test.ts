import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { OrgConnection } from '../../../../src/core/adapters/salesforce/connection.ts';
import { requestOnce } from '../../../../src/core/adapters/salesforce/http-request.ts';
import { createTurns, type Turns } from '../../../../src/core/plain/turns.ts';
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
        {
          turns: createTurns(10),
          maxBytes: 2_000_000,
          signal,
          started: () => undefined,
          tooLarge: () => new Error('too large'),
        },
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

describe('large answers', () => {
  const large = Buffer.alloc(300_000, 'x');
  const ask = (org: Turns, signal = new AbortController().signal) => {
    const { sender, arrive } = pausingSender(large);
    const answer = requestOnce(
      sender,
      { url: 'https://acme.my.salesforce.com/limits', method: 'GET' },
      { turns: org, maxBytes: 2_000_000, signal, started: () => undefined, tooLarge: () => new Error('too large') },
    );
    answer.catch(() => undefined);
    return { answer, arrive, isReceived: () => settle().then(() => arrive.isWanted()) };
  };
  const org = () => createTurns(10);

  it('of one org are received one after another', async () => {
    const acme = org();
    const [one, other] = [ask(acme), ask(acme)];
    expect([await one.isReceived(), await other.isReceived()]).toEqual([true, false]);
    one.arrive();
    await one.answer;
    expect(await other.isReceived()).toBe(true);
    other.arrive();
    expect((await other.answer).body).toHaveLength(300_000);
  });

  it('of an org that stalls delay no other org', async () => {
    const stalled = ask(org());
    expect(await stalled.isReceived()).toBe(true);
    const other = ask(org());
    expect(await other.isReceived()).toBe(true);
    other.arrive();
    expect((await other.answer).body).toHaveLength(300_000);
    stalled.arrive();
    await stalled.answer;
  });

  it('of many orgs are received eight at a time, and one that is over makes room', async () => {
    const over = new AbortController();
    const first = ask(org(), over.signal);
    const others = Array.from({ length: 7 }, () => ask(org()));
    const ninth = ask(org());
    expect(await ninth.isReceived()).toBe(false);
    over.abort(new Error('the deadline'));
    await expect(first.answer).rejects.toThrow('the deadline');
    expect(await ninth.isReceived()).toBe(true);
    for (const each of [...others, ninth]) each.arrive();
    await Promise.all([...others, ninth].map(({ answer }) => answer));
  });
});

describe('a large answer in another form', () => {
  /** A server that would send without an end. */
  async function endless(start: string, more: string, headers: Readonly<Record<string, string>> = {}) {
    let sent = 0;
    const server = createServer((_, response) => {
      response.writeHead(200, headers).write(start);
      const part = more.repeat(Math.ceil(65_536 / more.length));
      const next = () => {
        if (response.destroyed) return;
        sent += part.length;
        response.write(part, next);
      };
      next();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { org: connectionTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), sent: () => sent };
  }
  const maxBytes = 60_000_000;
  const list = (org: OrgConnection) =>
    org.run(({ metadata }) => metadata.list([{ type: 'Settings' }], '68.0'), {
      call: 'metadata-list',
      kind: 'read',
      maxBytes,
    });
  const get = (org: OrgConnection) => org.get('/limits', answer, { call: 'limits', maxBytes });

  it.each([
    ['XML in place of JSON', '<a>', 'x', get, 'did not come from Salesforce'],
    ['a text in place of JSON', '', 'no JSON ', get, 'did not come from Salesforce'],
    ['elements in place of an envelope', '<?xml version="1.0"?><!-- e:Envelope --><a>', '<b/>', list, 'unknown format'],
    ['one element in place of an envelope', '<a b="e:Envelope">', 'x', list, 'unknown format'],
    ['JSON in place of an envelope', '["', 'x', list, 'unknown format'],
  ] as const)('is not read to its end: %s', async (_what, start, more, ask, problem) => {
    const { org, sent } = await endless(start, more);
    const message = expect.stringContaining(problem);
    await expect(ask(org)).rejects.toMatchObject({ code: 'OrgAnswerUnreadable', message });
    // Much may be on its way when the connection ends.
    expect(sent()).toBeLessThan(maxBytes / 2);
  });

  it.each([
    ['JSON', '[', '"x",', get, {}],
    ['an envelope', '<?xml version="1.0"?>\n<!-- a --><e:Envelope a="b">', '<b/>', list, {}],
    ['an envelope that begins late', `<?xml version="1.0"?>${' '.repeat(10_000)}<e:Envelope>`, '<b/>', list, {}],
    ['what may be compressed', '<a>', 'x', get, { 'content-encoding': 'identity' }],
  ] as const)('is read as far as any other: %s', async (_what, start, more, ask, headers) => {
    const { org } = await endless(start, more, headers);
    await expect(ask(org)).rejects.toMatchObject({ message: expect.stringContaining('larger than') });
  });
});

/** Until what was begun waits for somebody else. */
async function settle(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Answers with these bytes, and ends with `arrive`. */
function pausingSender(body: Buffer) {
  let isPaused = false;
  const pause = (isNow: boolean) => {
    isPaused = isNow;
  };
  let end: () => void = () => undefined;
  const dispatch: Dispatcher['dispatch'] = (_, handler) => {
    const controller = {
      pause: () => pause(true),
      resume: () => pause(false),
      abort: (reason: Error) => handler.onResponseError?.(controller, reason),
    } as never;
    handler.onRequestStart?.(controller, null);
    handler.onResponseStart?.(controller, 200, {}, 'OK');
    handler.onResponseData?.(controller, body);
    end = () => handler.onResponseEnd?.(controller, {});
    return true;
  };
  const arrive = Object.assign(() => end(), { isWanted: () => !isPaused });
  return { sender: { dispatch } as Dispatcher, arrive };
}

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
