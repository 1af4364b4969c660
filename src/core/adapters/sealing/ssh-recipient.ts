import { constants, createHash, createPublicKey, hkdfSync, type KeyObject, publicEncrypt } from 'node:crypto';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { type Recipient, Stanza } from 'age-encryption';
import type { KeyFault } from '../../reasons/key-faults.ts';
import { sealFileKey, unpadded } from './stanza.ts';

/** An SSH public key that a file can be encrypted to. */
export interface SshRecipient extends Recipient {
  /** Type and key, without the comment. */
  readonly text: string;
}

const fewestBits = 2048;
/** The most that the age tool reads. */
const mostBits = 8192;
const largestExponent = 2 ** 24;

/**
 * Reads a line such as `ssh-ed25519 AAAA… ana@laptop`. The stanzas follow age-encryption.org/v1: X25519 for an Ed25519 key,
 * RSA-OAEP for an RSA key.
 */
export function sshRecipient(line: string): SshRecipient | KeyFault {
  const [type = '', base64 = ''] = line.trim().split(/\s+/);
  const wire = Buffer.from(base64, 'base64');
  if (wire.toString('base64') !== base64) return { is: 'malformed' };
  const [name, ...parts] = wireParts(wire) ?? [];
  if (name?.toString() !== type) return { is: 'malformed' };
  const text = `${type} ${base64}`;
  if (type === 'ssh-ed25519' && parts.length === 1 && parts[0]) return ed25519Recipient(text, wire, parts[0]);
  const [exponent, modulus] = parts;
  if (type === 'ssh-rsa' && parts.length === 2 && exponent && modulus) {
    return rsaRecipient(text, wire, exponent, modulus);
  }
  return { is: 'malformed' };
}

/** The length-prefixed fields of an SSH key; null if the lengths don't match. */
export function wireParts(wire: Buffer): readonly Buffer[] | null {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < wire.length) {
    if (at + 4 > wire.length) return null;
    const end = at + 4 + wire.readUInt32BE(at);
    if (end > wire.length) return null;
    parts.push(wire.subarray(at + 4, end));
    at = end;
  }
  return parts;
}

function ed25519Recipient(text: string, wire: Buffer, key: Buffer): SshRecipient | KeyFault {
  let montgomery: Uint8Array;
  try {
    // A point of small order would make the shared secret known to everyone.
    if (ed25519.Point.fromBytes(key).isSmallOrder()) return { is: 'malformed' };
    montgomery = ed25519.utils.toMontgomery(key);
  } catch {
    return { is: 'malformed' };
  }
  const info = 'age-encryption.org/v1/ssh-ed25519';
  return {
    text,
    wrapFileKey: (fileKey) => {
      const { secretKey: ephemeral, publicKey: share } = x25519.keygen();
      const tweak = new Uint8Array(hkdfSync('sha256', '', wire, info, 32));
      const shared = x25519.scalarMult(tweak, x25519.scalarMult(ephemeral, montgomery));
      const salt = Buffer.concat([share, montgomery]);
      const wrapping = new Uint8Array(hkdfSync('sha256', shared, salt, info, 32));
      return [new Stanza(['ssh-ed25519', tagOf(wire), unpadded(share)], sealFileKey(wrapping, fileKey))];
    },
  };
}

function rsaRecipient(text: string, wire: Buffer, exponent: Buffer, modulus: Buffer): SshRecipient | KeyFault {
  const e = positive(exponent);
  const n = positive(modulus);
  if (e === null || n === null) return { is: 'malformed' };
  const bits = n.toString(2).length;
  if (bits < fewestBits) return { is: 'weak', bits };
  if (bits > mostBits) return { is: 'unsupported', kind: `ssh-rsa with ${bits} bits` };
  if (e < 3n || e % 2n === 0n || e >= largestExponent || n % 2n === 0n) return { is: 'malformed' };
  const key = rsaKey(exponent, modulus);
  if (key === null) return { is: 'malformed' };
  return {
    text,
    wrapFileKey: (fileKey) => {
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      const oaepLabel = Buffer.from('age-encryption.org/v1/ssh-rsa');
      const body = publicEncrypt({ key, padding, oaepHash: 'sha256', oaepLabel }, fileKey);
      return [new Stanza(['ssh-rsa', tagOf(wire)], body)];
    },
  };
}

/** A number as SSH writes it: positive and without spare zeros, so that every program computes the same tag. */
function positive(bytes: Buffer): bigint | null {
  const [first = 0, second = 0] = bytes;
  const hasSpareZero = first === 0 && second < 0x80;
  if (bytes.length === 0 || first >= 0x80 || hasSpareZero) return null;
  return BigInt(`0x${bytes.toString('hex')}`);
}

function rsaKey(exponent: Buffer, modulus: Buffer): KeyObject | null {
  const plain = (bytes: Buffer) => bytes.subarray(bytes[0] === 0 ? 1 : 0).toString('base64url');
  try {
    return createPublicKey({ key: { kty: 'RSA', e: plain(exponent), n: plain(modulus) }, format: 'jwk' });
  } catch {
    return null;
  }
}

/** The first bytes of the key's hash, by which the age tool finds its own stanza. */
export function tagOf(wire: Buffer): string {
  return unpadded(createHash('sha256').update(wire).digest().subarray(0, 4));
}
