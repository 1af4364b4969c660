import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { knowSecret, withoutKnownSecrets } from '../../../src/core/plain/known-secrets.ts';
import { outsideError, outsideName, outsideText } from '../../../src/core/plain/outside-text.ts';
import { processorTime } from '../../support/processor-time.ts';
import { formsOf } from '../../support/secret-forms.ts';

const secret = '7C2F0B9A41D8E35F6A0C9B7E2D1485F3A6C0E9B8D7142F5A3C6B9E0D81F7A254';
const passphrase = 'grün & "schnell"; drei/vier Übungen?';
const password = 'pw-4711';

beforeAll(() => {
  knowSecret(secret);
  knowSecret(passphrase);
});

describe.each([
  ['a consumer secret', secret],
  ['a passphrase', passphrase],
])('%s that comes back', (_, known) => {
  it.each(Object.entries(formsOf(known)))('is masked: %s', (_form, written) => {
    const text = withoutKnownSecrets(`before ${written} after`);
    expect(text).toMatch(/^before .{0,4}\[secret\].{0,3} after$/);
  });

  it.each(Object.entries(formsOf(known.slice(5, 17))))(
    'is masked, too, when it is a part of 12 characters: %s',
    (_form, written) => {
      expect(withoutKnownSecrets(`before (${written}) after`)).toMatch(/^before \(.{0,4}\[secret\].{0,4}\) after$/);
    },
  );

  it('never keeps 12 characters in a row, whatever is around them', () => {
    const piece = fc
      .tuple(fc.nat(known.length), fc.nat(known.length))
      .map(([one, other]) => known.slice(Math.min(one, other), Math.max(one, other)));
    const around = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('%', '\\', '&', '=', '%2', '\\u00', '&#x', '\u200b'),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, around), { maxLength: 12 }), (pieces) => {
        const shown = outsideText(pieces.join(''), 2_000);
        for (let at = 0; at + 12 <= known.length; at += 1) expect(shown).not.toContain(known.slice(at, at + 12));
      }),
      { numRuns: 300 },
    );
  });

  it('is masked where invisible characters, line breaks or colors are in it', () => {
    for (const between of ['\u200b', '\n', ' ', '\u001b[31m', '\u0000', '\u202e', '\u2028', '\t']) {
      const text = outsideText([...known].join(between), 2_000);
      expect(text).toBe('[secret]');
    }
  });

  it('is masked at the cut, and before the text is cut', () => {
    expect(outsideText(`${'x'.repeat(90)} ${known}`, 100)).not.toContain(known.slice(0, 9));
    expect(outsideText(`${'x'.repeat(19_980)}${known}`, 30_000)).not.toContain(known.slice(0, 12));
  });
});

describe('what is no secret', () => {
  it.each([
    'invalid_grant: no client credentials user enabled',
    'The requested resource no longer exists: 3MVG9…kQ7a',
    'No such column "IsSandbox" on entity Organization',
    'grün und schnell',
    secret.slice(0, 11),
    '',
  ])('stays: %s', (text) => {
    expect(outsideText(text)).toBe(text);
  });

  it('is the host of a secret address, and the org in a session id', () => {
    knowSecret('https://hooks.slack.example/services/T024BE7LD/B024BE7LE/Xab3dE9xY1zQ7wR5tK2mN');
    knowSecret('00Dxx0000001gPL!AQcAQH0dMHZfz972Szmpkb58urFRkgeBGsxL_QJWwYMfAbUeeG7c1');
    expect(outsideName('https://hooks.slack.example/ 00Dxx0000001gPLEAY')).toBe(
      'https://hooks.slack.example/ 00Dxx0000001gPLEAY',
    );
    expect(outsideName('x/B024BE7LE/Xab3dE9xY')).toBe('x[secret]');
    expect(outsideName('AQcAQH0dMHZfz972S')).toBe('[secret]');
  });

  it('is a short word, except in the answer of a server that was sent it', () => {
    knowSecret('admin');
    knowSecret('salesforce');
    expect(outsideText('the admin of Salesforce, salesforce')).toBe('the admin of Salesforce, salesforce');
    expect(outsideText(`no: ${password}, ${Buffer.from(password).toString('base64')}`, 500, [password])).toBe(
      'no: [secret], [secret]',
    );
    expect(outsideText(`no: ${secret.slice(0, 8)}`, 500, [secret])).toBe('no: [secret]');
  });

  it('is a name that looks random', () => {
    const name = 'Keyturn4Nightly7Export2For9SAPxA1bC2dE3';
    expect(outsideName(name)).toBe(name);
    expect(outsideText(name)).toBe('[secret]');
  });
});

it('has the words of an error', () => {
  expect(outsideError(new Error(`${secret}\nfailed`))).toBe('[secret] failed');
  expect(outsideError('odd')).toBe('odd');
});

it('masks in linear time, however many secrets there are', () => {
  const secrets = Array.from({ length: 200 }, () => randomBytes(32).toString('hex'));
  for (const one of secrets) knowSecret(one);
  const halves = secrets.map((one) => one.slice(0, 11)).join('.');
  const hostile = [halves, '%25', '\\', '&#x000', 'secret=', 'a.', 'a-', '\u009d', '\u0090', secrets.join(' '), 'a'];
  for (const piece of hostile) {
    const text = (length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
    withoutKnownSecrets(text(100_000));
    // Both are too long for the shared memory of short texts.
    const [short, long] = [text(80_000), text(400_000)];
    const times: [number, number][] = [];
    // Five times the text. Quadratic time would be 25 times as much, also on the quietest of several tries.
    const isLinear = () => {
      times.push([processorTime(() => withoutKnownSecrets(short)), processorTime(() => withoutKnownSecrets(long))]);
      const [ofShort, ofLong] = [0, 1].map((index) => Math.min(...times.map((both) => both[index] as number)));
      return (ofLong as number) < 15 * (ofShort as number) + 15;
    };
    const tries = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(tries.some(isLinear), `${piece.slice(0, 20)}: ${JSON.stringify(times)} ms`).toBe(true);
  }
});
