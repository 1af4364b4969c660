import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificate, type SelfMadeCertificate } from './http/self-made-certificate.ts';

export interface TlsFiles extends SelfMadeCertificate {
  /** File of the certificate that clients must trust. */
  readonly certificatePath: string;
}

const week = 7 * 86_400_000;

/**
 * The folder's own certificate. It stays the same between starts, so clients trust it once. It is replaced a week before it
 * expires.
 */
export function openTlsFiles(folder: string, now: number): TlsFiles {
  const keyPath = join(folder, 'tls-key.pem');
  const certificatePath = join(folder, 'tls-certificate.pem');
  const kept = readPair(keyPath, certificatePath);
  if (kept && Date.parse(new X509Certificate(kept.certificatePem).validTo) > now + week) {
    return { ...kept, certificatePath };
  }
  const made = makeCertificate(now);
  writeFileSync(keyPath, made.keyPem, { mode: 0o600 });
  writeFileSync(certificatePath, made.certificatePem, { mode: 0o600 });
  return { ...made, certificatePath };
}

function readPair(keyPath: string, certificatePath: string): SelfMadeCertificate | null {
  try {
    const pair = { keyPem: readFileSync(keyPath, 'utf8'), certificatePem: readFileSync(certificatePath, 'utf8') };
    return new X509Certificate(pair.certificatePem).ca ? pair : null;
  } catch {
    return null;
  }
}
