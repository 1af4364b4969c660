import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  privateDecrypt,
} from 'node:crypto';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import type { Identity, Stanza } from 'age-encryption';
import { tagOf, wireParts } from './ssh-recipient.ts';
import { openFileKey } from './stanza.ts';

/** Why a text isn't an SSH private key that keyturn can use. */
export type SshKeyFault = 'malformed' | 'encrypted' | 'unsupported';

/** Opens what was encrypted to the public key of an SSH private key without a passphrase. The stanzas are those of `sshRecipient`. */
export function sshIdentity(text: string): Identity | SshKeyFault {
  try {
    const [, body] = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END OPENSSH PRIVATE KEY-----/.exec(text) ?? [];
    return body === undefined ? pemIdentity(text) : openSshIdentity(Buffer.from(body, 'base64'));
  } catch {
    return 'malformed';
  }
}

const magic = Buffer.from('openssh-key-v1\0');

function openSshIdentity(content: Buffer): Identity | SshKeyFault {
  if (!content.subarray(0, magic.length).equals(magic)) return 'malformed';
  const [cipher, next] = fieldAt(content, magic.length);
  if (cipher.toString() !== 'none') return 'encrypted';
  const [, afterKdf] = fieldAt(content, next);
  const [, afterOptions] = fieldAt(content, afterKdf);
  const [wire, afterPublic] = fieldAt(content, afterOptions + 4);
  const [secret] = fieldAt(content, afterPublic);
  // Two numbers that are the same where the file wasn't decrypted wrongly.
  if (!secret.subarray(0, 4).equals(secret.subarray(4, 8))) return 'malformed';
  const [kind, at] = fieldAt(secret, 8);
  if (kind.toString() === 'ssh-ed25519') {
    const [, afterKey] = fieldAt(secret, at);
    return ed25519Identity(wire, fieldAt(secret, afterKey)[0].subarray(0, 32));
  }
  return kind.toString() === 'ssh-rsa' ? rsaIdentity(wire, rsaKey(secret, at)) : 'unsupported';
}

/** A length-prefixed field, and where the next one begins. @throws RangeError */
function fieldAt(content: Buffer, at: number): readonly [field: Buffer, next: number] {
  const next = at + 4 + content.readUInt32BE(at);
  if (next > content.length) throw new RangeError();
  return [content.subarray(at + 4, next), next];
}

function rsaKey(secret: Buffer, start: number): KeyObject {
  let at = start;
  const number = () => {
    const [field, next] = fieldAt(secret, at);
    at = next;
    return BigInt(`0x${field.toString('hex')}`);
  };
  const [n, e, d, qi, p, q] = [number(), number(), number(), number(), number(), number()];
  const text = (value: bigint) => {
    const hex = value.toString(16);
    return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
  };
  const parts = { n, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi };
  const jwk = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, text(value)]));
  return createPrivateKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' });
}

function pemIdentity(text: string): Identity | SshKeyFault {
  if (/ENCRYPTED/.test(text)) return 'encrypted';
  const key = createPrivateKey(text);
  const { kty, n, e, d, x } = key.export({ format: 'jwk' });
  if (key.asymmetricKeyType === 'rsa' && kty === 'RSA' && n && e) {
    return rsaIdentity(wireOf('ssh-rsa', positive(e), positive(n)), key);
  }
  if (key.asymmetricKeyType === 'ed25519' && d && x) {
    return ed25519Identity(wireOf('ssh-ed25519', Buffer.from(x, 'base64url')), Buffer.from(d, 'base64url'));
  }
  return 'unsupported';
}

function positive(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64url');
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
}

function wireOf(type: string, ...parts: readonly Buffer[]): Buffer {
  return Buffer.concat(
    [Buffer.from(type), ...parts].flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  );
}

function ed25519Identity(wire: Buffer, seed: Buffer): Identity | SshKeyFault {
  const key = wireParts(wire)?.[1];
  if (!key || seed.length !== 32 || !key.equals(ed25519.getPublicKey(seed))) return 'malformed';
  const montgomery = ed25519.utils.toMontgomery(key);
  const scalar = createHash('sha512').update(seed).digest().subarray(0, 32);
  const info = 'age-encryption.org/v1/ssh-ed25519';
  return opening('ssh-ed25519', wire, ({ args: [, , share = ''], body }) => {
    const point = Buffer.from(share, 'base64');
    if (point.length !== 32) throw new Error('its header is damaged');
    const tweak = new Uint8Array(hkdfSync('sha256', '', wire, info, 32));
    const shared = x25519.scalarMult(tweak, x25519.scalarMult(scalar, point));
    const salt = Buffer.concat([point, montgomery]);
    return openFileKey(new Uint8Array(hkdfSync('sha256', shared, salt, info, 32)), body);
  });
}

function rsaIdentity(wire: Buffer, key: KeyObject): Identity | SshKeyFault {
  const { n, e } = createPublicKey(key).export({ format: 'jwk' });
  if (!n || !e || !wireOf('ssh-rsa', positive(e), positive(n)).equals(wire)) return 'malformed';
  return opening('ssh-rsa', wire, ({ body }) => {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const oaepLabel = Buffer.from('age-encryption.org/v1/ssh-rsa');
    try {
      return privateDecrypt({ key, padding, oaepHash: 'sha256', oaepLabel }, body);
    } catch {
      return null;
    }
  });
}

/** The tag of a key is short, so another key may have the same. */
function opening(type: string, wire: Buffer, open: (stanza: Stanza) => Uint8Array | null): Identity {
  const tag = tagOf(wire);
  return {
    unwrapFileKey: (stanzas) => {
      for (const stanza of stanzas) {
        const isOurs = stanza.args[0] === type && stanza.args[1] === tag;
        const fileKey = isOurs ? open(stanza) : null;
        if (fileKey?.length === 16) return fileKey;
      }
      return null;
    },
  };
}
