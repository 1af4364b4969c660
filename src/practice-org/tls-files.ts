import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { makeCertificate, type SelfMadeCertificate } from './http/self-made-certificate.ts';
import { readOwn, replaceOwn } from './own-file.ts';

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
  replaceOwn(keyPath, made.keyPem);
  replaceOwn(certificatePath, made.certificatePem);
  return { ...made, certificatePath };
}

function readPair(keyPath: string, certificatePath: string): SelfMadeCertificate | null {
  try {
    const pair = { keyPem: readOwn(keyPath), certificatePem: readOwn(certificatePath) };
    return new X509Certificate(pair.certificatePem).ca ? pair : null;
  } catch {
    return null;
  }
}
