import { constants, createDecipheriv, createHash, hkdfSync, privateDecrypt } from 'node:crypto';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { armor, Decrypter, generateX25519Identity, identityToRecipient, type Stanza } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { looksLikeKey, readPublicKeys, sealText } from '../../../../src/core/adapters/sealing/public-keys.ts';
import type { KeyturnError } from '../../../../src/core/reasons/errors.ts';
import { ed25519Pair, field, mpint, rsaPair, type SshPair, sshLine } from './key-fixtures.ts';

const secret = 'SALESFORCE_CONSUMER_SECRET=CANARY\n';
const rsa = rsaPair(2048);
const ed = ed25519Pair();

async function opened(sealed: string, unwrap: (stanza: Stanza) => Uint8Array | null): Promise<string> {
  const decrypter = new Decrypter();
  const unwrapFileKey = (stanzas: Stanza[]) => stanzas.map(unwrap).find((key) => key !== null) ?? null;
  decrypter.addIdentity({ unwrapFileKey });
  return decrypter.decrypt(armor.decode(sealed), 'text');
}

function tagOf(line: string): string {
  const hash = createHash('sha256')
    .update(Buffer.from(line.split(' ')[1] ?? '', 'base64'))
    .digest();
  return hash.subarray(0, 4).toString('base64').replace(/=+$/, '');
}

/** Unwraps as age-encryption.org/v1 describes it. */
function withEd25519({ line, privateKey }: SshPair) {
  return ({ args: [kind, tag, share = ''], body }: Stanza): Uint8Array | null => {
    if (kind !== 'ssh-ed25519' || tag !== tagOf(line)) return null;
    const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
    const scalar = ed25519.utils.toMontgomerySecret(seed);
    const info = 'age-encryption.org/v1/ssh-ed25519';
    const wire = Buffer.from(line.split(' ')[1] ?? '', 'base64');
    const tweak = new Uint8Array(hkdfSync('sha256', '', wire, info, 32));
    const shared = x25519.scalarMult(tweak, x25519.scalarMult(scalar, Buffer.from(share, 'base64')));
    const salt = Buffer.concat([Buffer.from(share, 'base64'), x25519.getPublicKey(scalar)]);
    const key = new Uint8Array(hkdfSync('sha256', shared, salt, info, 32));
    const decipher = createDecipheriv('chacha20-poly1305', key, Buffer.alloc(12), { authTagLength: 16 });
    decipher.setAuthTag(body.subarray(16));
    return Buffer.concat([decipher.update(body.subarray(0, 16)), decipher.final()]);
  };
}

function withRsa({ line, privateKey }: SshPair) {
  return ({ args: [kind, tag], body }: Stanza): Uint8Array | null => {
    if (kind !== 'ssh-rsa' || tag !== tagOf(line)) return null;
    const oaepLabel = Buffer.from('age-encryption.org/v1/ssh-rsa');
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return privateDecrypt({ key: privateKey, padding, oaepHash: 'sha256', oaepLabel }, body);
  };
}

describe('a text encrypted to public keys', () => {
  it('is opened by each of them, and by no other', async () => {
    const identity = await generateX25519Identity();
    const age = await identityToRecipient(identity);
    const keys = await readPublicKeys(
      `# Ana\n${ed.line} ana@laptop\n\r\n${rsa.line}\n${age}\n${ed.line}`,
      '/keys/ana.pub',
    );
    expect(keys).toEqual([ed.line, rsa.line, age]);
    const sealed = await sealText(keys, secret);
    expect(sealed).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n[A-Za-z0-9+/=\n]+-----END AGE ENCRYPTED FILE-----\n$/);
    expect(await opened(sealed, withEd25519(ed))).toBe(secret);
    expect(await opened(sealed, withRsa(rsa))).toBe(secret);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    expect(await decrypter.decrypt(armor.decode(sealed), 'text')).toBe(secret);
    await expect(opened(await sealText([ed.line], secret), withEd25519(ed25519Pair()))).rejects.toThrow();
    await expect(opened(await sealText([ed.line], secret), withRsa(rsa))).rejects.toThrow();
  });
});

async function refusal(text: string, path: string | null = null): Promise<KeyturnError> {
  return readPublicKeys(text, path).then(
    () => expect.fail(`taken: ${text}`),
    (error: KeyturnError) => error,
  );
}

const age = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
const wire = Buffer.from(ed.line.split(' ')[1] ?? '', 'base64');
const half = Buffer.from(ed.line.split(' ')[1] ?? '', 'base64').subarray(0, 20);

describe('a public key that nothing can be encrypted to', () => {
  it.each([
    ['an age recipient with a typo', `${age.slice(0, -1)}q`],
    ['half an age recipient', age.slice(0, 30)],
    ['a capital age recipient', age.toUpperCase()],
    [
      'an age recipient whose secret everyone can compute',
      'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z',
    ],
    ['an SSH key without its key', 'ssh-ed25519'],
    ['half an SSH key', `ssh-ed25519 ${half.toString('base64')}`],
    ['an SSH key of another length', sshLine('ssh-ed25519', Buffer.alloc(31, 7))],
    ['an SSH key with more behind it', `ssh-ed25519 ${Buffer.concat([wire, field('x')]).toString('base64')}`],
    ['an SSH key of another type', ed.line.replace('ssh-ed25519', 'ssh-rsa')],
    ['a point of small order', sshLine('ssh-ed25519', Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]))],
    ['another point of small order', sshLine('ssh-ed25519', Buffer.from(`ec${'ff'.repeat(30)}7f`, 'hex'))],
    ['no point of the curve', sshLine('ssh-ed25519', Buffer.concat([Buffer.from([2]), Buffer.alloc(31)]))],
    [
      'an RSA key with the exponent 1',
      sshLine('ssh-rsa', mpint('AQ'), mpint(Buffer.alloc(256, 0xff).toString('base64url'))),
    ],
    [
      'an RSA key with an even modulus',
      sshLine('ssh-rsa', mpint('AQAB'), mpint(Buffer.alloc(256, 0xfe).toString('base64url'))),
    ],
    [
      'an RSA key with spare zeros',
      sshLine('ssh-rsa', Buffer.from([0, 1, 0, 1]), mpint(Buffer.alloc(256, 0xff).toString('base64url'))),
    ],
    ['a line of text', 'please use the key of Ana'],
  ])('is refused: %s', async (_what, text) => {
    const error = await refusal(text);
    expect([error.code, error.exitCode, error.message]).toEqual([
      'KeyRefused',
      2,
      "This key isn't a complete public key",
    ]);
  });

  it.each([
    ['sk-ssh-ed25519@openssh.com AAAAGnNr', 'sk-ssh-ed25519@openssh.com'],
    ['ecdsa-sha2-nistp256 AAAAE2Vj', 'ecdsa-sha2-nistp256'],
    ['ssh-dss AAAAB3Nz', 'ssh-dss'],
    ['ssh-ed25519-cert-v01@openssh.com AAAA', 'ssh-ed25519-cert-v01@openssh.com'],
    ['age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t', 'age1yubikey'],
    ['age1pq1qqqqqqqqqqqq', 'age1pq'],
  ])('names its kind: %s', async (text, kind) => {
    const error = await refusal(text);
    expect(error.message).toBe(`This key is of the kind ${kind}, to which keyturn can't encrypt`);
    expect(error.actions[0]).toContain('starts with `age1`, `ssh-ed25519` or `ssh-rsa`');
  });

  it('says how many bits a weak RSA key has', async () => {
    expect((await refusal(rsaPair(1024).line)).message).toBe(
      'This key is an RSA key with 1024 bits, which is too weak. keyturn needs at least 2048',
    );
    await expect(readPublicKeys(rsaPair(2048, 3).line, null)).resolves.toHaveLength(1);
  });

  it('is never a private key, whose text it does not repeat', async () => {
    const pem = '-----BEGIN OPENSSH PRIVATE KEY-----\nCANARYCANARY\n-----END OPENSSH PRIVATE KEY-----';
    const identity = await generateX25519Identity();
    for (const [text, path, cure] of [
      [pem, null, 'Name the public key. `ssh-keygen -y -f <file of the private key>` prints it.'],
      [
        pem,
        '/home/ana/.ssh/id_ed25519',
        'Name the public key. `ssh-keygen -y -f /home/ana/.ssh/id_ed25519` prints it.',
      ],
      [`# public key: ${age}\n${identity}`, 'key.txt', 'Name the public key. `age-keygen -y key.txt` prints it.'],
      [identity.toLowerCase(), null, 'Name the public key. `age-keygen -y <file of the private key>` prints it.'],
      [
        'AGE-PLUGIN-YUBIKEY-1CANARYCANARY',
        null,
        'Name the public key. `age-keygen -y <file of the private key>` prints it.',
      ],
    ] as const) {
      const error = await refusal(text, path);
      expect(error.message).toContain('is a private key');
      expect(error.actions[0]).toBe(cure);
      const said = JSON.stringify([error.message, error.actions, error.stack, error.cause]);
      expect(said).not.toContain('CANARY');
      expect(said.toUpperCase()).not.toContain(identity.toUpperCase());
    }
  });

  it('is named by its line in a file', async () => {
    expect((await refusal(`# Ana\n${ed.line}\nssh-rsa AAAA`, 'ana.pub')).message).toBe(
      "Line 3 of ana.pub isn't a complete public key",
    );
    expect((await refusal('# nothing here\n', 'ana.pub')).message).toBe('ana.pub contains no key');
    expect((await refusal(`${ed.line}\n`.repeat(11), 'all.pub')).message).toContain('a list of too many keys');
  });
});

it('tells a key from a name and a path', async () => {
  for (const key of [age, ed.line, rsa.line, 'sk-ssh-ed25519@openssh.com A', '-----BEGIN PGP PUBLIC KEY BLOCK-----']) {
    expect(looksLikeKey(key)).toBe(true);
  }
  for (const name of ['Nightly export', 'ana.pub', '/home/ana/.ssh/id_ed25519.pub', 'agent']) {
    expect(looksLikeKey(name)).toBe(false);
  }
});
