import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPublicKeys } from '../../src/core/adapters/sealing/public-keys.ts';
import { backedUp, filesIn, phrase, settingsText } from '../core/backup/backup-bench.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { ageKey, hasAge, run, sshKey, typedInto } from './stock-age.ts';

const passphrase = phrase.passphrase.reveal();

/** Makes a key pair. Returns the path of the public key. */
const kinds: Readonly<Record<string, (path: string) => string>> = {
  'an age key': (path) => {
    writeFileSync(`${path}.pub`, ageKey(path));
    return `${path}.pub`;
  },
  'an Ed25519 key': sshKeyOf(['-t', 'ed25519']),
  'an RSA key': sshKeyOf(['-t', 'rsa', '-b', '3072']),
  'an RSA key in PEM': sshKeyOf(['-t', 'rsa', '-b', '2048', '-m', 'PEM']),
};

function sshKeyOf(type: readonly string[]) {
  return (path: string): string => {
    sshKey(path, type);
    return `${path}.pub`;
  };
}

function home(): string {
  const path = join(tempFolder(), 'home');
  mkdirSync(path, { mode: 0o700 });
  return path;
}

describe.runIf(hasAge())('a backup', () => {
  it.each(Object.entries(kinds))(
    'for %s is opened by the stock age, and what that encrypts by keyturn',
    async (_kind, make) => {
      const key = join(tempFolder(), 'key');
      const recipients = make(key);
      const keys = await readPublicKeys(readFileSync(recipients, 'utf8'), recipients);
      const { path, folder } = await backedUp({ kind: 'keys', keys });
      const plain = run('age', ['-d', '-i', key, path]);
      expect(plain.toString('latin1')).toMatch(/^keyturn backup 1\n/);
      expect(plain.includes(settingsText)).toBe(true);
      expect(plain.includes('CANARY-now')).toBe(true);

      const [content, again] = [join(folder, 'plain'), join(folder, 'again.age')];
      writeFileSync(content, plain);
      run('age', ['-R', recipients, '-o', again, content]);
      const backup = await filesIn(home()).open(again, { kind: 'identity', path: key });
      expect(backup.secrets).toHaveLength(3);
      expect(await backup.state.apps.list()).toHaveLength(1);
      await backup.close();
    },
  );

  it('with a passphrase is opened by the stock age, and what that encrypts by keyturn', async () => {
    const { path, folder } = await backedUp();
    const [plain, again] = [join(folder, 'plain'), join(folder, 'again.age')];
    await typedInto('age', ['-d', '-o', plain, path], passphrase);
    expect(readFileSync(plain).toString('latin1')).toMatch(/^keyturn backup 1\n/);
    await typedInto('age', ['-p', '-o', again, plain], passphrase);
    const backup = await filesIn(home()).open(again, phrase);
    expect(backup.secrets).toHaveLength(3);
    await backup.close();
  });
});
