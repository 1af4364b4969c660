import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Length-prefixed, as SSH writes each field. */
export function field(bytes: Uint8Array | string): Buffer {
  const content = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

export function sshLine(type: string, ...fields: readonly Uint8Array[]): string {
  return `${type} ${Buffer.concat([field(type), ...fields.map(field)]).toString('base64')}`;
}

/** A number as SSH writes it: with a zero in front of a high bit. */
export function mpint(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
}

export interface SshPair {
  readonly line: string;
  readonly privateKey: KeyObject;
}

export function ed25519Pair(): SshPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { line: sshLine('ssh-ed25519', Buffer.from(x, 'base64url')), privateKey };
}

export function rsaPair(modulusLength: number, publicExponent = 65_537): SshPair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
  const { e = '', n = '' } = publicKey.export({ format: 'jwk' });
  return { line: sshLine('ssh-rsa', mpint(e), mpint(n)), privateKey };
}
