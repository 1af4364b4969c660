import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChannelOf } from '../../src/core/adapters/config-channels.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { makeCertificate } from '../../src/practice-org/http/self-made-certificate.ts';
import { always, channel, messageOf, noticeOf } from '../core/adapters/notify/messages.ts';
import { startExim } from './exim.ts';

const password = 'right-canary';
const certificate = makeCertificate(systemClock().now());

beforeAll(() => setDefaultCACertificates([...getCACertificates('default'), certificate.certificatePem]));

function mailTo(port: number, secret: string, settings: Partial<ChannelOf<'mail'>> = {}) {
  const signedIn = { user: 'keyturn', password: 'mail', encryption: 'starttls' } as const;
  const people = { from: 'keyturn@acme.example', to: ['it@acme.example'] } as const;
  const mail = { ...always, ...signedIn, ...people, name: 'mail', type: 'mail', host: '127.0.0.1', port } as const;
  return channel({ ...mail, ...settings }, { mail: secret });
}

describe('mail through the mail server of Debian', () => {
  it('arrives whole after a sign-in over STARTTLS, and is known again when it comes twice', async () => {
    const { port, mails } = await startExim(certificate, password);
    const notice = noticeOf({ title: 'Zürich is due', text: `.\n.. Zürich ${'long '.repeat(80)}` });
    const mail = mailTo(port, password);
    expect(await mail.send(messageOf(notice))).toBe(null);
    expect(await mail.send(messageOf(notice))).toBe(null);
    await expect.poll(() => mails().length).toBe(2);
    const [first = '', second = ''] = mails();
    expect(first).toMatch(/^Subject: =\?UTF-8\?Q\?=5Bkeyturn=5D_Z=C3=BCrich_is_due\?=$/m);
    expect(first).toMatch(/with esmtpsa .*TLS1/);
    expect(first).toContain('To: it@acme.example');
    const idOf = (text: string) => /^Message-ID: (\S+)$/m.exec(text)?.[1];
    expect(idOf(first)).toMatch(/@acme\.example>$/);
    expect(idOf(second)).toBe(idOf(first));
    expect(first + second).not.toContain('canary');
  });

  it('is refused with a wrong password and without a sign-in, and does not arrive', async () => {
    const { port, mails } = await startExim(certificate, password);
    const wrong = await mailTo(port, 'wrong-canary').send(messageOf());
    expect(wrong).toMatch(/^the mail server refuses the sign-in: 535 /);
    expect(wrong).not.toContain('canary');
    const anonymous = mailTo(port, '', { user: undefined, password: undefined });
    expect(await anonymous.send(messageOf())).toBe('the mail server refuses it: 550 sign in first');
    expect(mails()).toEqual([]);
  });

  it('is not sent to a server whose certificate nobody vouches for', async () => {
    const { port, mails } = await startExim(makeCertificate(systemClock().now()), password);
    expect(await mailTo(port, password).send(messageOf())).toBe(
      'its certificate is not trusted (self-signed certificate)',
    );
    expect(mails()).toEqual([]);
  });
});
