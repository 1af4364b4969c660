import { describe, expect, it } from 'vitest';
import { realPassphraseRule } from '../../../../src/core/adapters/secret-store/passphrase-rule.ts';
import { practicePassphraseRule } from '../../../../src/core/adapters/secret-store/practice-passphrase.ts';

describe('the passphrase of a new file for real secrets', () => {
  const { check, madeUp } = realPassphraseRule();

  it.each([
    'a',
    '12345678',
    'correcthors',
    // Eleven characters, of which each takes two units.
    '😀😁😂🤣😃😄😅😆😉😊😋',
  ])('has at least 12 characters: not %s', (text) => {
    expect(check(text)).toBe('use at least 12 characters');
  });

  it.each([
    'passwordpassword',
    'Password1234',
    '123456789012',
    'aaaaaaaaaaaa',
    'abcdefghijkl',
    'qwertyuiopas',
    'iloveyou123456',
    'keyturnkeyturn',
    'Salesforce2026!',
    'Sommer2026!!!',
    'x'.repeat(4_096),
  ])("isn't easy to guess: not %s", (text) => {
    expect(check(text)).toContain('easy to guess');
  });

  it.each([
    'correct horse battery',
    'violin anchor mosaic 71',
    'ffH3k-9xAqW2',
    'canary-passphrase-0815',
    'jUq3vX0wq9mZrT5k'.repeat(50),
  ])('may be %s', (text) => {
    expect(check(text)).toBe(null);
  });

  it('is never made up', () => expect(madeUp).toBe(null));
});

describe('the passphrase of the practice org', () => {
  it('is made up, each time another one', () => {
    const [one, other] = [practicePassphraseRule(), practicePassphraseRule()];
    expect(one.madeUp?.reveal()).toMatch(/^[\w-]{24}$/);
    expect(one.madeUp?.reveal()).not.toBe(other.madeUp?.reveal());
    expect(one.check('12345678')).toBe(null);
    expect(one.check('1234567')).toBe('use at least 8 characters');
  });
});
