import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../src/core/adapters/system-clock.ts';
import { reason } from '../../../../src/core/reasons/errors.ts';
import { makeCertificate } from '../../../../src/practice-org/http/self-made-certificate.ts';
import { expectDocument } from '../../../support/documents.ts';
import { type Received, type Reply, startSmallServer } from '../salesforce/small-server.ts';
import { always, channel, harmless, hostile, messageOf, noticeOf, sentAt } from './messages.ts';

const canary = 'T00CANARY/B00CANARY/xoxCANARYxox';
const key = 'canary-signing-key';
/** A process knows the secrets of all tests. One that repeats a word would mask the room between two of these, too. */
const unlikeOthers = 'hook-of-walnut-and-heron';

async function receiver(answer: (request: Received) => Reply = () => ({ body: 'ok' })) {
  const server = await startSmallServer(answer);
  onTestFinished(() => server.close());
  return server;
}

function* endlessly(text: string) {
  for (;;) yield text;
}

function slackAt(address: string, tools = {}) {
  return channel({ ...always, name: 'ops', type: 'slack', address: 'ops' }, { ops: address }, tools);
}

describe('a webhook of Slack', () => {
  it('gets Block Kit, in which nothing from an org is more than text', async () => {
    const server = await receiver();
    const notice = noticeOf({ title: `Due: ${hostile}`, text: hostile, severity: 'danger', actions: ['Run `a < b`.'] });
    expect(await slackAt(`${server.url}/services/${canary}`).send(messageOf(notice))).toBe(null);
    const [request] = server.received;
    expect(request).toMatchObject({ method: 'POST', path: `/services/${canary}` });
    expect(request?.headers['content-type']).toContain('application/json');
    const { text, blocks } = JSON.parse(request?.body ?? '');
    expect(text).toBe(`Due: ${harmless.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}`);
    expect(blocks).toEqual([
      { type: 'header', text: { type: 'plain_text', text: `🛑 Due: ${harmless}`, emoji: false } },
      {
        type: 'section',
        text: { type: 'plain_text', text: `${harmless}\nBilling Sync (Billing_Sync) in ACME · acme`, emoji: false },
      },
      { type: 'section', text: { type: 'mrkdwn', text: '• Run `a &lt; b`.', verbatim: true } },
    ]);
  });

  it('gets many at once within what Slack takes, and where the others are shown', async () => {
    const server = await receiver();
    const long = noticeOf({
      title: '<&>'.repeat(200),
      text: '\u0301'.repeat(9000),
      actions: Array(9).fill('<'.repeat(500)),
    });
    expect(await slackAt(server.url).send(messageOf(...Array(60).fill(long)))).toBe(null);
    const body = server.received[0]?.body ?? '';
    const { blocks } = JSON.parse(body) as { blocks: { text: { type: string; text: string } }[] };
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(40_000);
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(blocks.filter(({ text }) => text.text.length > (text.type === 'header' ? 150 : 3000))).toEqual([]);
    expect(blocks.at(-1)?.text.text).toMatch(/^And \d\d more notices: `keyturn status` shows all of them\.$/);
  });
});

describe('a webhook of Teams', () => {
  it('gets an Adaptive Card of runs, in which nobody reads Markdown or functions', async () => {
    const server = await receiver(() => ({ status: 202 }));
    const teams = channel({ ...always, name: 't', type: 'teams', address: 't' }, { t: server.url });
    expect(await teams.send(messageOf(noticeOf({ title: hostile })))).toBe(null);
    const { type, attachments } = JSON.parse(server.received[0]?.body ?? '');
    expect(type).toBe('message');
    expect(attachments[0].contentType).toBe('application/vnd.microsoft.card.adaptive');
    const { content } = attachments[0];
    expect(content).toMatchObject({ type: 'AdaptiveCard', version: '1.4' });
    expect(new Set(content.body.map((block: { type: string }) => block.type))).toEqual(new Set(['RichTextBlock']));
    expect(content.body[0].inlines[0]).toMatchObject({ type: 'TextRun', text: harmless.replace('{{', '{ {') });
    expect(content.body.at(-1).inlines).toEqual([
      { type: 'TextRun', text: '• ' },
      { type: 'TextRun', text: 'Run ' },
      { type: 'TextRun', text: 'keyturn rotate Billing_Sync', fontType: 'monospace' },
      { type: 'TextRun', text: '.' },
    ]);
  });

  it('gets no more than Teams takes', async () => {
    const server = await receiver(() => ({ body: '1' }));
    const teams = channel({ ...always, name: 't', type: 'teams', address: 't' }, { t: server.url });
    expect(await teams.send(messageOf(...Array(30).fill(noticeOf({ text: 'ä'.repeat(600) }))))).toBe(null);
    expect(Buffer.byteLength(server.received[0]?.body ?? '')).toBeLessThanOrEqual(28_000);
    expect(server.received[0]?.body).toContain('more notices');
  });
});

describe("a webhook of one's own", () => {
  const settings = {
    ...always,
    name: 'own',
    type: 'webhook',
    address: 'address',
    signingKey: 'key',
  } as const;

  it('gets JSON with a signature over its time and its body, and the id of the message', async () => {
    const server = await receiver();
    const own = channel(settings, { address: `${server.url}/in`, key }, { now: () => sentAt + 999 });
    expect(await own.send(messageOf())).toBe(null);
    const { headers, body } = server.received[0] as Received;
    const timestamp = String(sentAt / 1000);
    expect(headers).toMatchObject({
      'x-keyturn-notice-id': 'message-1',
      'x-keyturn-timestamp': timestamp,
      'x-keyturn-signature': `sha256=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`,
    });
    expectDocument('notices', JSON.parse(body));
    expect(JSON.parse(body)).toEqual({
      id: 'message-1',
      at: '2026-11-27T09:30:00.000Z',
      lastGoodTickAt: null,
      notices: [{ ...noticeOf(), since: '2026-11-27T09:29:59.000Z' }],
      seal: null,
    });
  });

  it('is not told without its key', async () => {
    const server = await receiver();
    const own = channel(settings, { address: server.url });
    expect(await own.send(messageOf())).toBe('its secret is not stored yet: run `keyturn secret set key`');
    expect(server.received).toEqual([]);
  });
});

const ownSettings = { ...always, name: 'own', type: 'webhook', address: 'address', signingKey: 'key' } as const;

describe('an answer that accepts a message', () => {
  const block = '\ufeff\n<!DOCTYPE HTML><html><body>Blocked by Acme</body></html>';
  const connector = 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429';
  it.each<[type: 'slack' | 'teams' | 'webhook', status: number, body: unknown, problem: string | null]>([
    ['slack', 200, 'ok', null],
    ['slack', 200, 'OK\n', null],
    ['slack', 200, { ok: true }, null],
    ['slack', 200, { success: true }, null],
    ['slack', 200, { ok: false, error: 'invalid_auth' }, 'it answered 200 without accepting the message: {"ok":false'],
    ['slack', 200, '', 'it answered 200 without accepting the message'],
    ['slack', 200, 'Welcome to the guest network', 'it answered 200 without accepting the message: Welcome'],
    ['slack', 200, block, 'a web page answered (200)'],
    ['slack', 202, '<html>', 'a web page answered (202)'],
    ['teams', 202, '', null],
    ['teams', 202, 'Accepted', null],
    ['teams', 200, '1', null],
    ['teams', 200, { id: 'run' }, null],
    ['teams', 200, connector, 'it answered 200 without accepting the message: Webhook message delivery failed'],
    ['teams', 202, block, 'a web page answered (202)'],
    ['webhook', 200, '', null],
    ['webhook', 204, '', null],
    ['webhook', 201, 'created', null],
    ['webhook', 200, block, 'a web page answered (200)'],
  ])('%s, %i, %j: %s', async (type, status, body, problem) => {
    const server = await receiver(() => ({ status, body }));
    const settings = type === 'webhook' ? ownSettings : ({ ...always, name: type, type, address: 'address' } as const);
    const said = await channel(settings, { address: server.url, key }).send(messageOf());
    if (problem === null) expect(said).toBeNull();
    else expect(said).toContain(problem);
  });
});

describe('a webhook that does not take it', () => {
  it.each<[string, Reply, string]>([
    [
      'refuses',
      { status: 404, body: `no_service for /services/${canary} and ${key}` },
      'it answered 404: no_service for [secret] and [secret]',
    ],
    [
      'has had enough',
      { status: 429, headers: { 'retry-after': '30' }, body: 'rate_limited' },
      'it answered 429: rate_limited',
    ],
    ['is down for a while', { status: 503, headers: { 'retry-after': '120' }, body: 'busy' }, 'it answered 503: busy'],
    ['fails', { status: 500, body: 'oops\n\u001b[31m' }, 'it answered 500: oops'],
    [
      'sends elsewhere',
      { status: 307, headers: { location: '/other' } },
      'it answered 307. keyturn follows no redirects: store the new address',
    ],
    ['closes the connection', { fault: 'reset' }, 'the connection was closed'],
    ['says nothing', { fault: 'hang' }, 'no answer within 0.3 s'],
  ])('is told of in words when it %s', async (_what, reply, problem) => {
    const server = await receiver(() => reply);
    const settings = {
      ...always,
      name: 'own',
      type: 'webhook',
      address: 'address',
      signingKey: 'key',
    } as const;
    const own = channel(
      settings,
      { address: `${server.url}/services/${canary}`, key },
      { deadlineMs: reply.fault === 'hang' ? 300 : 120_000 },
    );
    expect(await own.send(messageOf())).toBe(problem);
    expect(server.received).toHaveLength(1);
  });

  it('is told of without a part of its address that the answer repeats', async () => {
    const server = await receiver(() => ({ status: 400, body: 'bad hook xoxCANARYxox' }));
    expect(await slackAt(`${server.url}/services/${canary}`).send(messageOf())).toBe(
      'it answered 400: bad hook [secret]',
    );
  });

  it('does not have to send its answer to the end', async () => {
    const endless = createServer((_request, response) => {
      response.writeHead(503);
      pipeline(Readable.from(endlessly(`${unlikeOthers} `)), response, () => {});
    });
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void endless.close());
    const address = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/${unlikeOthers}`;
    const problem = await slackAt(address, { deadlineMs: 120_000 }).send(messageOf());
    expect(problem).toMatch(/^it answered 503: (\[secret\] ){10,}.*…$/);
    expect(problem).not.toMatch(/hook|walnut|heron/);
    const cut = await receiver(() => ({ body: 'x'.repeat(100), fault: 'cut' }));
    const own = channel(ownSettings, { address: cut.url, key });
    expect(await own.send(messageOf())).toBe(null);
  });

  it('is told of when nobody listens', async () => {
    const server = await startSmallServer(() => ({}));
    await server.close();
    expect(await slackAt(`${server.url}/${canary}`).send(messageOf())).toBe('the connection was refused');
  });

  it('is not spoken to when its certificate is not trusted', async () => {
    const { keyPem, certificatePem } = makeCertificate(systemClock().now());
    const heard: string[] = [];
    const server = createTlsServer({ key: keyPem, cert: certificatePem }, (request) => heard.push(request.url ?? ''));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const problem = await slackAt(`https://127.0.0.1:${port}/${canary}`).send(messageOf());
    expect(problem).toBe('its certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(heard).toEqual([]);
  });

  it.each([
    ['http://hooks.example/CANARY', 'its address must start with https://'],
    ['ftp://127.0.0.1/CANARY', 'its address must start with https://'],
    ['CANARY', 'its stored address is not a web address'],
  ])('is not asked at %s', async (address, problem) => {
    const fetch = () => Promise.reject(new Error('asked'));
    expect(await slackAt(address, { fetch }).send(messageOf())).toBe(problem);
  });

  it('is let go when the sender is called off', async () => {
    const server = await receiver(() => ({ fault: 'hang' }));
    const stop = new AbortController();
    const sending = slackAt(server.url).send(messageOf(), stop.signal);
    await expect.poll(() => server.received.length).toBe(1);
    stop.abort();
    expect(await sending).toBe('it was interrupted');
  });

  it('is told of in the words of the store when that can not be opened', async () => {
    const secretOf = () => Promise.reject(reason('PassphraseMissing', {}));
    expect(await slackAt('', { secretOf }).send(messageOf())).toBe(
      'The encrypted file needs its passphrase, and there is no terminal to ask in (PassphraseMissing)',
    );
    const strange = () => Promise.reject(new TypeError(`Failed to parse ${canary}`));
    expect(await slackAt('', { secretOf: strange }).send(messageOf())).toBe(
      'the message could not be sent (TypeError)',
    );
  });
});
