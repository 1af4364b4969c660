import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OrgConnection } from '../../../../src/core/adapters/salesforce/connection.ts';
import { createOrgConnection } from '../../../../src/core/adapters/salesforce/connection.ts';
import { trustThisComputer } from '../../../../src/core/adapters/salesforce/trusted-origin.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import {
  connectionTo,
  countedSession,
  firstToken,
  instantClock,
  noLine,
  type Received,
  type Reply,
  type SmallServer,
  sessionExpired,
  silentLog,
  soapFault,
  startSmallServer,
} from './small-server.ts';

const limits = z.object({ ok: z.boolean() });
const secondToken = '00D000000000001!second.token';

let server: SmallServer;
afterEach(() => server.close());

async function serve(answer: (request: Received) => Reply | Promise<Reply>): Promise<SmallServer> {
  server = await startSmallServer(answer);
  return server;
}

function readLimits(org: OrgConnection) {
  return org.get('/limits', limits, { call: 'limits' });
}

function change(org: OrgConnection) {
  return org.run((jsforce) => jsforce.requestPost('/sobjects/Thing', { a: 1 }), { call: 'deploy', kind: 'change' });
}

describe('an expired session', () => {
  it('is renewed once, and the call is sent again with the new token', async () => {
    const { url, received } = await serve(({ headers }) =>
      headers.authorization === `Bearer ${secondToken}`
        ? { body: { ok: true } }
        : { status: 401, body: sessionExpired },
    );
    const session = countedSession(url, [secondToken]);
    await expect(readLimits(connectionTo(url, session))).resolves.toEqual({ ok: true });
    expect(session.renewals).toBe(1);
    expect(received.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${firstToken}`,
      `Bearer ${secondToken}`,
    ]);
  });

  it('is renewed exactly once when the org keeps answering 401', async () => {
    const { url, received } = await serve(() => ({ status: 401, body: sessionExpired }));
    const session = countedSession(url, [secondToken, 'third', 'fourth']);
    await expect(readLimits(connectionTo(url, session))).rejects.toMatchObject({ code: 'SessionExpired' });
    expect(session.renewals).toBe(1);
    expect(received).toHaveLength(2);
  });

  it('is renewed once for all calls that meet it together', async () => {
    const { url } = await serve(() => ({ status: 401, body: sessionExpired }));
    const session = countedSession(url, [secondToken, 'third', 'fourth']);
    const org = connectionTo(url, session);
    const outcomes = await Promise.allSettled([readLimits(org), readLimits(org), change(org), readLimits(org)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    expect(session.renewals).toBe(1);
  });

  it('says so when the sign-in can not be renewed', async () => {
    const { url, received } = await serve(() => ({ status: 401, body: sessionExpired }));
    await expect(readLimits(connectionTo(url))).rejects.toMatchObject({ code: 'SessionExpired' });
    expect(received).toHaveLength(1);
  });

  it.each([500, 400])('is known by the SOAP fault, too, with HTTP %i', async (status) => {
    const body = soapFault('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader');
    const { url, received } = await serve(() => ({ status, body }));
    const session = countedSession(url, [secondToken]);
    const work = connectionTo(url, session).run((jsforce) => jsforce.metadata.list([{ type: 'Anything' }]), {
      call: 'apps',
      kind: 'read',
    });
    await expect(work).rejects.toMatchObject({ code: 'SessionExpired' });
    expect(session.renewals).toBe(1);
    expect(received.map(({ body }) => /<sessionId>(.*)<\/sessionId>/.exec(body)?.[1])).toEqual([
      firstToken,
      secondToken,
    ]);
  });

  it('is not what a session without the api scope has', async () => {
    const message = 'This session is not valid for use with the REST API';
    const { url } = await serve(() => ({ status: 401, body: [{ message, errorCode: 'INVALID_SESSION_ID' }] }));
    const session = countedSession(url, [secondToken]);
    await expect(readLimits(connectionTo(url, session))).rejects.toMatchObject({ code: 'OrgRefused' });
    expect(session.renewals).toBe(0);
  });
});

describe('trying again', () => {
  const faults: [string, Reply][] = [
    ['a reset connection', { fault: 'reset' }],
    ['an answer that is cut', { body: { ok: true, padding: 'x'.repeat(1000) }, fault: 'cut' }],
    ['HTTP 502', { status: 502, body: '<html>' }],
    ['HTTP 503', { status: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }] }],
  ];

  it.each(faults)('a read survives %s twice', async (_, fault) => {
    let asked = 0;
    const { url } = await serve(() => (++asked <= 2 ? fault : { body: { ok: true } }));
    await expect(readLimits(connectionTo(url))).resolves.toEqual({ ok: true });
    expect(asked).toBe(3);
  });

  it.each(faults)('a read gives up after %s three times', async (_, fault) => {
    const { url, received } = await serve(() => fault);
    await expect(readLimits(connectionTo(url))).rejects.toMatchObject({ exitCode: 75, retryable: true });
    expect(received).toHaveLength(3);
  });

  it.each(faults)('a change is sent once for all %s', async (_, fault) => {
    const { url, received } = await serve(() => fault);
    await expect(change(connectionTo(url))).rejects.toMatchObject({ exitCode: 75 });
    expect(received).toHaveLength(1);
  });

  it('waits as long as the org asks for, where that is a moment', async () => {
    let asked = 0;
    const { url } = await serve(() =>
      ++asked === 1 ? { status: 503, headers: { 'retry-after': '2' }, body: [] } : { body: { ok: true } },
    );
    const clock = new FakeClock();
    const org = createOrgConnection({
      turns: noLine(),
      session: countedSession(url),
      origin: trustThisComputer(url),
      apiVersion: '68.0',
      clock,
      log: silentLog,
    });
    const before = clock.now();
    await readLimits(org);
    expect(clock.now() - before).toBe(2000);
  });

  it('waits between the tries, and not when the org asks for longer', async () => {
    const { url, received } = await serve(() => ({ status: 503, headers: { 'retry-after': '120' }, body: [] }));
    const clock = instantClock();
    const org = createOrgConnection({
      turns: noLine(),
      session: countedSession(url),
      origin: trustThisComputer(url),
      apiVersion: '68.0',
      clock,
      log: silentLog,
    });
    await expect(readLimits(org)).rejects.toMatchObject({
      code: 'OrgUnavailable',
      actions: ['Run the same command again in 120 s.'],
    });
    expect(received).toHaveLength(1);
    expect(clock.waits).toEqual([]);
  });
});

describe('reads that fail at the same time', () => {
  const readAll = (org: OrgConnection, count = 12) =>
    Promise.allSettled(Array.from({ length: count }, () => readLimits(org)));
  const statuses = async (outcomes: ReturnType<typeof readAll>) => (await outcomes).map(({ status }) => status);

  it.each<[string, Reply]>([
    ['reset', { fault: 'reset' }],
    ['busy', { status: 503, body: [] }],
  ])('are not repeated each for itself: %s', async (_, fault) => {
    const { url, received } = await serve(() => fault);
    expect(new Set(await statuses(readAll(connectionTo(url))))).toEqual(new Set(['rejected']));
    expect(received).toHaveLength(12 + 2);
  });

  it('are all repeated once one of them is answered', async () => {
    let asked = 0;
    const { url, received } = await serve(() => (++asked <= 12 ? { fault: 'reset' } : { body: { ok: true } }));
    expect(new Set(await statuses(readAll(connectionTo(url))))).toEqual(new Set(['fulfilled']));
    expect(received).toHaveLength(24);
  });

  it('are repeated again if the org fails again', async () => {
    let asked = 0;
    const { url } = await serve(() => {
      asked += 1;
      return asked <= 4 || (asked > 5 && asked <= 8) ? { fault: 'reset' } : { body: { ok: true } };
    });
    expect(new Set(await statuses(readAll(connectionTo(url), 4)))).toEqual(new Set(['fulfilled']));
  });

  it('are sent once afterwards, until the org answers again', async () => {
    let isUp = false;
    const { url, received } = await serve(() => (isUp ? { body: { ok: true } } : { fault: 'reset' }));
    const org = connectionTo(url);
    await readAll(org);
    const triesWhile = async (up: boolean) => {
      isUp = up;
      const before = received.length;
      await readLimits(org).catch(() => undefined);
      return received.length - before;
    };
    expect(await triesWhile(false)).toBe(1);
    expect(await triesWhile(true)).toBe(1);
    expect(await triesWhile(false)).toBe(3);
  });

  it('end at once on an interruption, also while they wait for another one', async () => {
    let asked = 0;
    const { url } = await serve(() => (++asked <= 12 ? { fault: 'reset' } : { fault: 'hang' }));
    const stopping = new AbortController();
    const outcomes = readAll(connectionTo(url, countedSession(url), instantClock(), { signal: stopping.signal }));
    await expect.poll(() => asked).toBe(13);
    stopping.abort();
    expect((await outcomes).map((one) => one.status === 'rejected' && one.reason.code)).toEqual(
      Array.from({ length: 12 }, () => 'Interrupted'),
    );
  });
});

describe('bounds', () => {
  it('ends a call at its deadline, however slow the org is', async () => {
    const { url } = await serve(() => ({ fault: 'hang' }));
    const work = connectionTo(url).get('/limits', limits, { call: 'limits', deadlineMs: 50 });
    await expect(work).rejects.toMatchObject({
      code: 'OrgUnreachable',
      message: expect.stringContaining('within 0.05 s'),
    });
  });

  it('does not read an answer that is larger than allowed', async () => {
    const { url } = await serve(() => ({ body: { ok: true, padding: 'x'.repeat(5000) } }));
    const work = connectionTo(url).get('/limits', limits, { call: 'limits', maxBytes: 1000 });
    await expect(work).rejects.toMatchObject({ code: 'OrgAnswerUnreadable' });
  });

  it('takes in large answers one at a time, also after one that never ended', async () => {
    const large = { body: { ok: true, padding: 'x'.repeat(1_000_000) } };
    const { url, received } = await serve(() => (received.length === 1 ? { ...large, fault: 'half' } : large));
    const org = connectionTo(url);
    const stuck = org.get('/limits', limits, { call: 'limits', deadlineMs: 300 });
    await expect.poll(() => received.length).toBe(1);
    const others = Promise.all(Array.from({ length: 5 }, () => readLimits(org)));
    await expect(stuck).rejects.toMatchObject({ code: 'OrgUnreachable' });
    await expect(others).resolves.toHaveLength(5);
  });

  it('unpacks no more of an answer than allowed', async () => {
    const { url } = await serve(() => ({
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(20_000_000, '[')),
    }));
    await expect(readLimits(connectionTo(url))).rejects.toMatchObject({
      code: 'OrgAnswerUnreadable',
      message: expect.stringContaining('larger than'),
    });
  });

  it('follows no redirect, so that a token goes nowhere else', async () => {
    const { url, received } = await serve(() => ({ status: 302, headers: { location: 'http://evil.example/x' } }));
    await expect(readLimits(connectionTo(url))).rejects.toMatchObject({
      code: 'OrgAnswerUnreadable',
      message: expect.stringContaining('evil.example'),
    });
    expect(received).toHaveLength(1);
  });
});

describe('an interruption', () => {
  const begin = async (answer: (request: Received) => Reply | Promise<Reply>, clock = new FakeClock()) => {
    const { url, received } = await serve(answer);
    const controller = new AbortController();
    let holds = 0;
    const hold = () => {
      holds += 1;
      return () => {
        holds -= 1;
      };
    };
    const org = connectionTo(url, countedSession(url), clock, { signal: controller.signal, hold });
    return { org, clock, received, stop: () => controller.abort(), holds: () => holds };
  };
  const isAsked = (received: readonly Received[], count = 1) => expect.poll(() => received.length).toBe(count);
  const hangs = (): Reply => ({ fault: 'hang' });

  it('ends a read at once', async () => {
    const { org, received, stop, holds } = await begin(hangs);
    const work = readLimits(org);
    await isAsked(received);
    expect(holds()).toBe(0);
    stop();
    await expect(work).rejects.toMatchObject({ code: 'Interrupted', exitCode: 130 });
    await expect(readLimits(org)).rejects.toMatchObject({ code: 'Interrupted' });
    expect(received).toHaveLength(1);
  });

  it('ends the wait before a retry', async () => {
    const clock = new FakeClock();
    const asked = await begin(() => ({ status: 503, body: [] }), clock);
    clock.sleep = async (_ms, signal) => {
      asked.stop();
      signal?.throwIfAborted();
    };
    await expect(readLimits(asked.org)).rejects.toMatchObject({ code: 'Interrupted' });
    expect(asked.received).toHaveLength(1);
  });

  it('waits for the answer to a change, and holds the process until then', async () => {
    let answer: (reply: Reply) => void = () => undefined;
    const { org, received, stop, holds } = await begin(() => new Promise<Reply>((resolve) => (answer = resolve)));
    const work = change(org);
    await isAsked(received);
    stop();
    expect(holds()).toBe(1);
    answer({ body: { id: 'a' } });
    await expect(work).resolves.toEqual({ id: 'a' });
    expect(holds()).toBe(0);
  });

  it('lets no change begin', async () => {
    const { org, received, stop, holds } = await begin(hangs);
    stop();
    await expect(change(org)).rejects.toMatchObject({ code: 'Interrupted' });
    expect([received.length, holds()]).toEqual([0, 0]);
  });

  it('ends a change after 150 s', async () => {
    const { org, clock, received, stop, holds } = await begin(hangs);
    const work = change(org);
    await isAsked(received);
    stop();
    clock.advance(149_999);
    expect(holds()).toBe(1);
    clock.advance(1);
    await expect(work).rejects.toMatchObject({ code: 'Interrupted' });
    expect(holds()).toBe(0);
  });

  it('ends no read of what must be finished, for 150 s', async () => {
    let isSlow = false;
    const { org, clock, received, stop, holds } = await begin(() => (isSlow ? hangs() : { body: { ok: true } }));
    stop();
    await org.mustFinish(async () => {
      await expect(readLimits(org)).resolves.toEqual({ ok: true });
      await org.pause(1_000);
      expect(holds()).toBe(1);
      isSlow = true;
      const late = readLimits(org);
      await isAsked(received, 2);
      clock.advance(150_000);
      await expect(late).rejects.toMatchObject({ code: 'Interrupted' });
    });
    expect(holds()).toBe(0);
    await expect(org.pause(1)).rejects.toMatchObject({ code: 'Interrupted' });
  });
});

describe('what an org says becomes a reason', () => {
  const error = (errorCode: string, message = 'Something.') => [{ errorCode, message }];
  const html = '<!DOCTYPE html><html><body>Login</body></html>';
  it.each<[string, Reply, string]>([
    ['the daily limit', { status: 403, body: error('REQUEST_LIMIT_EXCEEDED') }, 'RequestLimitExceeded'],
    ['maintenance', { status: 500, body: soapFault('ORG_IN_MAINTENANCE', 'later') }, 'OrgUnavailable'],
    ['a gateway', { status: 504, body: html }, 'OrgUnavailable'],
    ['too many requests', { status: 429, body: [] }, 'OrgUnavailable'],
    ['an unknown server error', { status: 500, body: 'oops' }, 'OrgUnavailable'],
    ['a login page', { status: 200, body: html }, 'OrgAnswerUnreadable'],
    ['a page in the way', { status: 403, headers: { 'content-type': 'text/html' }, body: html }, 'OrgAnswerUnreadable'],
    ['another form', { body: { ok: 'yes' } }, 'OrgAnswerUnreadable'],
    ['deep JSON', { body: '['.repeat(1_000_000) }, 'OrgAnswerUnreadable'],
    ['no JSON', { body: 'ok', headers: { 'content-type': 'application/json' } }, 'OrgAnswerUnreadable'],
    ['a refusal', { status: 400, body: error('MALFORMED_QUERY') }, 'OrgRefused'],
    ['several refusals', { status: 400, body: [...error('A'), ...error('B')] }, 'OrgRefused'],
    ['a missing permission', { status: 403, body: error('INSUFFICIENT_ACCESS') }, 'PermissionMissing'],
  ])('%s', async (_, reply, code) => {
    const { url } = await serve(() => reply);
    const work = connectionTo(url).get('/limits', limits, { call: 'limits', permission: 'ViewSetup' });
    await expect(work).rejects.toMatchObject({ code });
  });

  it.each<[string, Reply, string | null]>([
    ['a login page', { status: 200, body: html }, 'OrgAnswerUnreadable'],
    [
      'a word of a proxy',
      { status: 200, headers: { 'content-type': 'text/plain' }, body: 'blocked' },
      'OrgAnswerUnreadable',
    ],
    ['nothing, as for what has no answer', { status: 204, body: '' }, null],
    ['JSON', { status: 200, body: { id: 'x' } }, null],
  ])('a change is not taken for done because of %s', async (_, reply, code) => {
    const { url } = await serve(() => reply);
    const told = await change(connectionTo(url)).then(
      () => null,
      (thrown: { code: string; retryable: boolean }) => thrown,
    );
    expect(told && [told.code, told.retryable]).toEqual(code && [code, true]);
  });

  it('keeps the words and the code of Salesforce, on one line and without tokens', async () => {
    const message = `Bad\u001b[31m\nthing for 00D000000000001!AQEAQFake.Token_1 and eyJhbGciOiJ.eyJzdWIiOi.c2ln`;
    const { url } = await serve(() => ({ status: 400, body: error('SOME_CODE', message) }));
    const refusal = await readLimits(connectionTo(url)).catch((thrown: unknown) => thrown as Error);
    expect(refusal).toMatchObject({
      message: 'Salesforce refused reading the limits: Bad thing for [secret] and [secret] (SOME_CODE)',
      cause: { status: 400, code: 'SOME_CODE' },
    });
    expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toContain('AQEAQ');
  });

  it('says that nobody listens', async () => {
    const { url, close } = await serve(() => ({}));
    await close();
    await expect(readLimits(connectionTo(url))).rejects.toMatchObject({
      code: 'OrgUnreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
