import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { armor, Decrypter, type Stanza } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { identitiesIn } from '../../../../src/core/adapters/sealing/identities.ts';
import { readPublicKeys, sealText } from '../../../../src/core/adapters/sealing/public-keys.ts';
import { sshIdentity } from '../../../../src/core/adapters/sealing/ssh-identity.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { ed25519Pair, rsaPair, type SshPair } from './key-fixtures.ts';

const pem = ({ privateKey }: SshPair) => privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

async function opened(sealed: string, keyText: string): Promise<string> {
  const identity = sshIdentity(keyText);
  if (typeof identity === 'string') throw new Error(identity);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(armor.decode(sealed), 'text');
}

const hasProgram = spawnSync('ssh-keygen', ['-?']).error === undefined;

/** As ssh-keygen makes it. */
function made(...args: readonly string[]) {
  const path = join(tempFolder(), 'key');
  execFileSync('ssh-keygen', ['-q', '-N', '', '-C', 'ana@laptop', '-f', path, ...args]);
  return { path, text: readFileSync(path, 'utf8'), line: readFileSync(`${path}.pub`, 'utf8') };
}

describe('an SSH private key', () => {
  it.skipIf(!hasProgram).each([
    ['Ed25519', () => made('-t', 'ed25519')],
    ['RSA', () => made('-t', 'rsa', '-b', '2048')],
    ['RSA in an older format', () => made('-t', 'rsa', '-b', '2048', '-m', 'PEM')],
  ])('of ssh-keygen opens what was encrypted to its public key: %s', async (_kind, make) => {
    const { line, text } = make();
    expect(await opened(await sealText(await readPublicKeys(line, null), 'CANARY'), text)).toBe('CANARY');
  });

  it.each([
    ['Ed25519', () => ed25519Pair()],
    ['RSA', () => rsaPair(2048)],
  ])('opens what was encrypted to its public key, and nothing else: %s', async (_kind, make) => {
    const key = make();
    const text = pem(key);
    const sealed = await sealText(await readPublicKeys(key.line, null), 'CANARY');
    expect(await opened(sealed, text)).toBe('CANARY');
    await expect(opened(sealed, pem(ed25519Pair()))).rejects.toThrow('no identity matched');
    await expect(opened(sealed, pem(rsaPair(2048)))).rejects.toThrow('no identity matched');
  });

  it.skipIf(!hasProgram)("is refused with the reason if keyturn can't use it", async () => {
    const { path, text } = made('-t', 'ed25519');
    expect(sshIdentity(text.slice(0, 200))).toBe('malformed');
    const lines = text.split('\n');
    const third = [...(lines[3] ?? '')].reverse().join('');
    expect(sshIdentity(lines.with(3, third).join('\n'))).toBe('malformed');
    expect(sshIdentity('-----BEGIN ENCRYPTED PRIVATE KEY-----\nx\n-----END ENCRYPTED PRIVATE KEY-----')).toBe(
      'encrypted',
    );
    expect(sshIdentity(made('-t', 'ecdsa').text)).toBe('unsupported');
    expect(sshIdentity(made('-t', 'ecdsa', '-m', 'PEM').text)).toBe('unsupported');
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'CANARY-phrase', '-f', path]);
    expect(sshIdentity(readFileSync(path, 'utf8'))).toBe('encrypted');
    const error = await identitiesIn(path).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'IdentityUnusable', message: expect.stringContaining('has a passphrase') });
    const [cure = ''] = (error as { actions: readonly string[] }).actions;
    const [copy = ''] = /cp .* && /.exec(cure) ?? [];
    execFileSync('/bin/sh', ['-c', `${copy}ssh-keygen -q -p -P CANARY-phrase -N '' -f ${path}.open`]);
    expect(await identitiesIn(`${path}.open`)).toHaveLength(1);
  });

  it('leaves a damaged share of another file unread', async () => {
    const key = ed25519Pair();
    const identity = sshIdentity(pem(key));
    if (typeof identity === 'string') throw new Error(identity);
    const stanza = { args: ['ssh-ed25519', 'AAAAAA', 'AAAA'], body: Buffer.alloc(32) } as Stanza;
    expect(await identity.unwrapFileKey([stanza])).toBeNull();
  });
});

it.each([
  ['nothing', ''],
  ['a text', 'hello'],
  ['a public key', 'age1qqqq'],
  ['half of a key', 'AGE-SECRET-KEY-1QQQQ'],
])('names a file with %s in place of a private key', async (_what, text) => {
  const path = join(tempFolder(), 'key.txt');
  writeFileSync(path, text, { mode: 0o600 });
  await expect(identitiesIn(path)).rejects.toMatchObject({ code: 'IdentityUnusable', exitCode: 2 });
});
