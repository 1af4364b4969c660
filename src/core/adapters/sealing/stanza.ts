import { createCipheriv, createDecipheriv } from 'node:crypto';

/** How the age format encrypts a file key. Its nonce is zero: each key encrypts only one file key. */
export const stanzaSeal = {
  cipher: 'chacha20-poly1305',
  nonce: Buffer.alloc(12),
  options: { authTagLength: 16 },
} as const;

export function sealFileKey(key: Uint8Array, fileKey: Uint8Array): Uint8Array {
  const cipher = createCipheriv(stanzaSeal.cipher, key, stanzaSeal.nonce, stanzaSeal.options);
  return Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
}

/** @returns null if it was sealed with another key @throws if its length is wrong */
export function openFileKey(key: Uint8Array, body: Uint8Array): Uint8Array | null {
  if (body.length !== 32) throw new Error('its header is damaged');
  const decipher = createDecipheriv(stanzaSeal.cipher, key, stanzaSeal.nonce, stanzaSeal.options);
  decipher.setAuthTag(body.subarray(16));
  try {
    return Buffer.concat([decipher.update(body.subarray(0, 16)), decipher.final()]);
  } catch {
    return null;
  }
}

/** Base64 without padding, as the age format writes bytes. */
export function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
