import { type AddressInfo, createServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ChannelOf } from '../../../../src/core/adapters/config-channels.ts';
import { systemClock } from '../../../../src/core/adapters/system-clock.ts';
import { makeCertificate } from '../../../../src/practice-org/http/self-made-certificate.ts';
import { startMailServer } from './mail-server.ts';
import { always, channel, harmless, hostile, messageOf, noticeOf } from './messages.ts';

const { now } = systemClock();
const trusted = makeCertificate(now());
const other = makeCertificate(now());
const tls = { key: trusted.keyPem, cert: trusted.certificatePem };

beforeAll(() => setDefaultCACertificates([...getCACertificates('default'), trusted.certificatePem]));

function mailTo(port: number, settings: Partial<ChannelOf<'mail'>> = {}, password = 'right-canary', tools = {}) {
  const usual = {
    ...always,
    name: 'mail',
    type: 'mail',
    host: '127.0.0.1',
    port,
    encryption: 'none',
    from: 'keyturn@acme.example',
    to: ['it@acme.example'],
  } as const;
  return channel({ ...usual, ...settings }, { mail: password }, { deadlineMs: 120_000, ...tools });
}
const signedIn = { user: 'keyturn', password: 'mail' } as const;

function header(mail: string, name: string): string {
  const head = mail.slice(0, mail.indexOf('\r\n\r\n')).replace(/\r\n\s+/g, ' ');
  return new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '';
}

describe('a mail', () => {
  it("comes to everybody as text and as HTML in which an org's texts are no markup", async () => {
    const server = await startMailServer();
    const notice = noticeOf({ severity: 'danger', text: hostile });
    const to = ['it@acme.example', 'boss@acme.example'];
    expect(await mailTo(server.port, { to }).send(messageOf(notice))).toBe(null);
    const [mail] = server.received;
    expect(mail).toMatchObject({ from: 'keyturn@acme.example', to, user: null, isEncrypted: false });
    const text = (mail?.text ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
    expect(header(text, 'subject')).toBe('[keyturn] The secret of Billing Sync is due in 7 days');
    expect(header(text, 'auto-submitted')).toBe('auto-generated');
    expect(header(text, 'x-priority')).toMatch(/^1/);
    expect(text).toContain(harmless);
    expect(text).toContain('&lt;!channel&gt; *Bill* &amp; [x]');
    expect(text).toContain('<li>Run <code>keyturn rotate Billing_Sync</code>.</li>');
  });

  it('has the same Message-ID whenever and from wherever it is sent, and another for another message', async () => {
    const server = await startMailServer();
    await mailTo(server.port).send(messageOf());
    await mailTo(server.port).send(messageOf());
    await mailTo(server.port).send({ ...messageOf(), id: 'message-2' });
    const ids = server.received.map(({ text }) => header(text, 'message-id'));
    expect(ids[0]).toMatch(/^<[0-9a-f]{40}@acme\.example>$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('for the contact of a consumer goes to the contact alone', async () => {
    const server = await startMailServer();
    const confirms = { orgId: '', consumerId: '', rotation: '', consumerKey: '', target: '' };
    const to = ['it@acme.example', 'boss@acme.example'];
    await mailTo(server.port, { to }).send({ ...messageOf(), contact: { to: 'ana@acme.example', confirms } });
    await mailTo(server.port, { to }).send({ ...messageOf(), contact: { to: null, confirms } });
    expect(server.received.map((mail) => mail.to)).toEqual([['ana@acme.example'], to]);
    expect(server.received[0]?.text).not.toContain('boss@acme.example');
  });

  it('can not be made to carry further headers by a text', async () => {
    const server = await startMailServer();
    await mailTo(server.port).send(messageOf(noticeOf({ title: 'Due\r\nBcc: spy@evil.example' })));
    expect(server.received[0]?.to).toEqual(['it@acme.example']);
    expect(header(server.received[0]?.text ?? '', 'bcc')).toBe('');
  });

  it('goes only to those who did not take it when it is sent again', async () => {
    let isFull = true;
    const server = await startMailServer({
      onRcptTo: ({ address }, _session, callback) =>
        callback(isFull && address.startsWith('full') ? new Error('full') : null),
    });
    const mail = mailTo(server.port, { to: ['it@acme.example', 'full@acme.example'] });
    expect(await mail.send(messageOf())).toBe('the mail server did not accept it for full@acme.example');
    isFull = false;
    expect(await mail.send(messageOf())).toBe(null);
    expect(server.received.map(({ to }) => to)).toEqual([['it@acme.example'], ['full@acme.example']]);
  });
});

describe('a mail server that asks for a sign-in', () => {
  it.each([
    ['starttls', {}],
    ['tls', { secure: true }],
  ] as const)('gets it over %s', async (encryption, options) => {
    const server = await startMailServer({ ...tls, authOptional: false, ...options });
    expect(await mailTo(server.port, { ...signedIn, encryption }).send(messageOf())).toBe(null);
    expect(server.received).toMatchObject([{ user: 'keyturn', isEncrypted: true }]);
  });

  it('gets it without encryption on this computer alone', async () => {
    const server = await startMailServer({ ...tls, authOptional: false, allowInsecureAuth: true });
    expect(await mailTo(server.port, signedIn).send(messageOf())).toBe(null);
    expect(server.received).toMatchObject([{ user: 'keyturn', isEncrypted: false }]);
    const far = mailTo(server.port, { ...signedIn, host: 'smtp.acme.example' });
    expect(await far.send(messageOf())).toBe('keyturn sends no password without encryption');
  });

  it('gets no password when it takes no encryption, or when its certificate is not trusted', async () => {
    const seen: unknown[] = [];
    const onAuth = () => void seen.push('asked');
    const plain = await startMailServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true, onAuth });
    const starttls = { ...signedIn, encryption: 'starttls' } as const;
    expect(await mailTo(plain.port, starttls).send(messageOf())).toBe(
      'the mail server offers no encryption (STARTTLS)',
    );
    const strange = { key: other.keyPem, cert: other.certificatePem, onAuth };
    const untrusted = await startMailServer(strange);
    const problem = 'its certificate is not trusted (self-signed certificate)';
    expect(await mailTo(untrusted.port, starttls).send(messageOf())).toBe(problem);
    const direct = await startMailServer({ ...strange, secure: true });
    expect(await mailTo(direct.port, { ...signedIn, encryption: 'tls' }).send(messageOf())).toBe(problem);
    expect(seen).toEqual([]);
  });

  it('is told of without the password that it repeats', async () => {
    const server = await startMailServer({ ...tls, authOptional: false });
    const mail = mailTo(server.port, { ...signedIn, encryption: 'starttls' }, 'wrong-canary');
    expect(await mail.send(messageOf())).toBe('the mail server refuses the sign-in: 535 no user with [secret]');
    expect(await mailTo(server.port, { user: 'x', password: 'none' }).send(messageOf())).toBe(
      'its secret is not stored yet: run `keyturn secret set none`',
    );
  });
});

describe('a mail server with the other kind of encryption', () => {
  it('that expects TLS from the start is recognized in its silence', async () => {
    for (const encryption of ['starttls', 'none'] as const) {
      const server = await startMailServer({ ...tls, secure: true });
      const problem = await mailTo(server.port, { encryption }, '', { silenceMs: 0 }).send(messageOf());
      expect(problem).toBe(`port ${server.port} expects TLS from the start: set the channel's encryption to "tls"`);
      expect(server.received).toEqual([]);
    }
  });

  it("that doesn't begin with TLS is named without the words of the TLS library", async () => {
    const server = await startMailServer(tls);
    const problem = await mailTo(server.port, { encryption: 'tls' }).send(messageOf());
    expect(problem).toBe(`port ${server.port} doesn't begin with TLS: set the channel's encryption to "starttls"`);
  });

  it('that offers none gets no mail', async () => {
    const server = await startMailServer();
    const problem = await mailTo(server.port, { encryption: 'starttls' }).send(messageOf());
    expect(problem).toBe('the mail server offers no encryption (STARTTLS)');
    expect(server.received).toEqual([]);
  });

  it('whose silence has another cause still gets its mail', async () => {
    const server = await startMailServer({
      onConnect: (_session, callback) => void setImmediate(() => setImmediate(callback)),
    });
    expect(await mailTo(server.port, {}, '', { silenceMs: 0 }).send(messageOf())).toBeNull();
  });

  it('has its certificate checked whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    const server = await startMailServer({ key: other.keyPem, cert: other.certificatePem, secure: true });
    expect(await mailTo(server.port, { encryption: 'tls' }).send(messageOf())).toMatch(/certificate is not trusted/);
  });
});

describe('a mail server that does not take it', () => {
  it('is told of in words', async () => {
    const busy = await startMailServer({
      onMailFrom: (_address, _session, callback) => callback(new Error('come back later')),
    });
    expect(await mailTo(busy.port).send(messageOf())).toBe('the mail server refuses it: 550 come back later');
  });

  it('is told of when nobody listens, and when nobody answers', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    expect(await mailTo(port, {}, '', { deadlineMs: 300 }).send(messageOf())).toBe('no answer within 0.3 s');
    const stop = new AbortController();
    const sending = mailTo(port).send(messageOf(), stop.signal);
    silent.once('connection', () => stop.abort());
    expect(await sending).toBe('it was interrupted');
    await new Promise<void>((resolve) => silent.close(() => resolve()));
    expect(await mailTo(port).send(messageOf())).toBe('the connection was refused');
  });
});
