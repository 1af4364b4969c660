import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/model/secret.ts';
import type { SoughtCredentials } from '../../../src/core/model/sought.ts';
import { Matcher } from '../../../src/core/scan/matcher.ts';

const text = 'A1B2C3D4E5F60718293A4B5C6D7E8F90112233445566778899AABBCCDDEEFF01';
const otherText = '0F1E2D3C4B5A69788796A5B4C3D2E1F00FF1E2D3C4B5A69788796A5B4C3D2E1F';
const consumerKey = `3MVG9${'aBcD_1.2'.repeat(10)}`;
const otherKey = `3MVG9${'xYz.W_34'.repeat(10)}`;
const base = { orgId: '00D000000000001', org: 'prod', slot: 'primary', fingerprint: null } as const;
const erp: SoughtCredentials = { ...base, app: 'ERP_Bridge', consumerKey, secret: new Secret(text) };
const gone: SoughtCredentials = {
  ...base,
  app: 'Mailer',
  consumerKey: otherKey,
  slot: 'ended',
  secret: null,
  fingerprint: `print of ${otherText}`,
};

async function found(sought: readonly SoughtCredentials[], inText: string) {
  const matcher = new Matcher(sought, async (secret) => `print of ${secret.reveal()}`);
  return (await matcher.find(inText)).map(({ what, credentials, at }) => [what, credentials?.app ?? null, at]);
}

describe('a scan finds', () => {
  it.each([
    ['a secret as it is', `SECRET=${text}\n`],
    ['a secret in quotes', `{"secret":"${text}"}`],
    ['a secret in base64', Buffer.from(`${consumerKey}:${text}`).toString('base64')],
    ['a secret as hexadecimal digits', Buffer.from(text).toString('hex')],
  ])('%s', async (_, inText) => {
    expect(await found([erp], inText)).toContainEqual(['secret', 'ERP_Bridge', expect.any(Number)]);
  });

  it('which of two secrets that stand side by side', async () => {
    const other = { ...gone, secret: new Secret(otherText) };
    const apps = (await found([erp, other], `${text}${otherText}`)).map(([, app]) => app);
    expect(new Set(apps)).toEqual(new Set(['ERP_Bridge', 'Mailer']));
  });

  it('a key at the end of a sentence', async () => {
    expect(await found([erp], `the key is ${consumerKey}.`)).toEqual([['key', 'ERP_Bridge', 11]]);
  });

  it('a key that keyturn does not know', async () => {
    expect(await found([erp], `id=${otherKey}`)).toEqual([['key', null, 3]]);
  });

  it('a secret of which it only has the fingerprint', async () => {
    expect(await found([gone], `x ${otherText}\n`)).toEqual([['secret', 'Mailer', 2]]);
  });
});

describe('a scan finds nothing', () => {
  it.each([
    ['in half a secret', text.slice(0, 40)],
    ['in short words', 'all the words of this text are short '.repeat(20)],
    ['in somebody else’s hash', otherText.toLowerCase()],
    ['in a longer number', `7${otherText}7`],
    ['in an empty text', ''],
  ])('%s', async (_, inText) => {
    expect(await found([erp, gone], inText)).toEqual([]);
  });

  it('if there is nothing to look for', async () => {
    expect(await found([], `SECRET=${text}`)).toEqual([]);
  });
});
