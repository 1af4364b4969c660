import { createCipheriv } from 'node:crypto';

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

/** Base64 without padding, as the age format writes bytes. */
export function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
