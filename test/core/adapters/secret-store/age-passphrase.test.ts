import { Decrypter, Encrypter, Stanza } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { agePassphrase, usualWorkFactor } from '../../../../src/core/adapters/secret-store/age-passphrase.ts';
import { Secret } from '../../../../src/core/model/secret.ts';

const passphrase = new Secret('correct horse');
const salt = 'AAAAAAAAAAAAAAAAAAAAAA';
const body = new Uint8Array(32);
const stanza = (...args: readonly string[]) => new Stanza([...args], body);

describe('a file that is locked with a passphrase', () => {
  it('says how much work it costs to open, and gives its key to the passphrase again', async () => {
    const lock = agePassphrase(passphrase, 4);
    const key = new Uint8Array(16).fill(7);
    const [made] = await lock.wrapFileKey(key);
    expect(made?.args).toEqual(['scrypt', expect.stringMatching(/^[A-Za-z0-9+/]{22}$/), '4']);
    expect(made?.body).toHaveLength(32);
    expect(lock.hasMatched()).toBe(false);
    expect(await lock.unwrapFileKey(made ? [made] : [])).toEqual(Buffer.from(key));
    expect(lock.hasMatched()).toBe(true);
  });

  it('costs a third of a second to try a passphrase, as OWASP recommends', async () => {
    const [made] = await agePassphrase(passphrase, usualWorkFactor).wrapFileKey(new Uint8Array(16));
    expect(Number(made?.args[2])).toBeGreaterThanOrEqual(17);
  });

  it('gives no key to another passphrase, and does not remember one that fitted before', async () => {
    const [made] = await agePassphrase(new Secret('another'), 4).wrapFileKey(new Uint8Array(16));
    const lock = agePassphrase(passphrase, 4);
    const [own] = await lock.wrapFileKey(new Uint8Array(16));
    await lock.unwrapFileKey(own ? [own] : []);
    expect(await lock.unwrapFileKey(made ? [made] : [])).toBeNull();
    expect(lock.hasMatched()).toBe(false);
  });

  it('is opened by age itself, and opens what age itself has locked', async () => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(agePassphrase(passphrase, 4));
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase.reveal());
    expect(await decrypter.decrypt(await encrypter.encrypt('hello'), 'text')).toBe('hello');
    const theirs = new Encrypter();
    theirs.setPassphrase(passphrase.reveal());
    theirs.setScryptWorkFactor(5);
    const ours = new Decrypter();
    ours.addIdentity(agePassphrase(passphrase, 4));
    expect(await ours.decrypt(await theirs.encrypt('hello'), 'text')).toBe('hello');
  });

  it('is never locked with the byte order mark of a passphrase file, and opens what once was', async () => {
    const marked = `\ufeff${passphrase.reveal()}`;
    const encrypter = new Encrypter();
    encrypter.addRecipient(agePassphrase(new Secret(marked), 4));
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase.reveal());
    expect(await decrypter.decrypt(await encrypter.encrypt('hello'), 'text')).toBe('hello');
    const earlier = new Encrypter();
    earlier.setPassphrase(marked);
    earlier.setScryptWorkFactor(4);
    const locked = await earlier.encrypt('hello');
    for (const text of [passphrase.reveal(), marked]) {
      const ours = new Decrypter();
      const lock = agePassphrase(new Secret(text), 4);
      ours.addIdentity(lock);
      expect(await ours.decrypt(locked, 'text')).toBe('hello');
      expect(lock.hasMatched()).toBe(true);
    }
  });

  it.each<[string, readonly Stanza[], RegExp]>([
    ['has no lock', [], /not locked with a passphrase/],
    ['is locked with something else', [stanza('X25519', salt)], /not locked with a passphrase/],
    ['has a second lock', [stanza('scrypt', salt, '4'), stanza('scrypt', salt, '4')], /not locked with a passphrase/],
    ['has a second lock of another kind', [stanza('scrypt', salt, '4'), stanza('X25519', salt)], /not locked/],
    ['says no work', [stanza('scrypt', salt)], /work factor is out of range/],
    ['asks for more work than age takes', [stanza('scrypt', salt, '21')], /work factor is out of range/],
    ['asks for the work of hours', [stanza('scrypt', salt, '99')], /work factor is out of range/],
    ['asks for three digits of work', [stanza('scrypt', salt, '100')], /work factor is out of range/],
    ['asks for none', [stanza('scrypt', salt, '0')], /work factor is out of range/],
    ['writes its work in another way', [stanza('scrypt', salt, '04')], /work factor is out of range/],
    ['writes more before its work', [stanza('scrypt', salt, 'x4')], /work factor is out of range/],
    ['writes more behind its work', [stanza('scrypt', salt, '4x')], /work factor is out of range/],
    ['holds a key that is too long', [new Stanza(['scrypt', salt, '4'], new Uint8Array(33))], /header is damaged/],
  ])('is not tried where it %s', async (_title, stanzas, problem) => {
    await expect(agePassphrase(passphrase, 4).unwrapFileKey([...stanzas])).rejects.toThrow(problem);
  });
});
