import { reason } from '../reasons/errors.ts';
import type { CertificateProblem } from '../reasons/metadata.ts';

/** What is known about the certificate in an app's global OAuth settings, which Salesforce never returns. */
export type CertificateAnswer = 'none' | 'unknown' | { readonly pem: string };

const armour = /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g;
/** Most characters of a certificate. A usual one has a few thousand. */
const maxLength = 32_000;

/**
 * Extracts the certificate from a PEM file in deployable form: one block, lines of 64 characters, `
 * `.
 * @param path used only in messages
 * @throws CertificateInvalid, also for a private key, whose text is never repeated
 */
export function readCertificate(text: string, path = 'The certificate'): string {
  const invalid = (problem: CertificateProblem) => reason('CertificateInvalid', { path, problem });
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) {
    throw invalid('private-key');
  }
  if (text.length > maxLength) throw invalid('too-long');
  const blocks = [...text.matchAll(armour)];
  if (blocks.length === 0) throw invalid('no-block');
  if (blocks.length > 1) throw invalid('several');
  const base64 = (blocks[0]?.[1] ?? '').replace(/\s+/g, '');
  if (!isDerSequence(base64)) throw invalid('damaged');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n');
}

/** Whether the text is one ASN.1 sequence of exactly its stated length. Catches text that was cut off or pasted twice. */
function isDerSequence(base64: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return false;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const [tag, first = 0] = bytes;
  if (tag !== 0x30) return false;
  if (first < 0x80) return bytes.length === 2 + first;
  const count = first - 0x80;
  if (count < 1 || count > 3) return false;
  const length = bytes.slice(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0);
  return bytes.length === 2 + count + length;
}
