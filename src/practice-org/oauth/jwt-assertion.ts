import { createPublicKey, verify } from 'node:crypto';

/** A signed statement by a client: who it is, and for which user it requests a token. */
export interface Assertion {
  readonly iss: string;
  readonly sub: string;
  /** Addresses of the token endpoints that it is meant for. */
  readonly audiences: readonly string[];
  /** Epoch ms. */
  readonly expiresAt: number;
  isSignedBy(certificate: string): boolean;
}

/** Parses an RS256 assertion. @returns null if it isn't one */
export function readAssertion(text: string): Assertion | null {
  const [header = '', payload = '', signature = '', ...more] = text.split('.');
  const head = objectOf(header);
  const claims = objectOf(payload);
  if (more.length > 0 || signature === '' || head?.alg !== 'RS256' || !claims) return null;
  const { iss, sub, aud, exp } = claims;
  if (typeof iss !== 'string' || typeof sub !== 'string' || typeof exp !== 'number') return null;
  return {
    iss,
    sub,
    audiences: [aud].flat().filter((one) => typeof one === 'string'),
    expiresAt: toMs(exp),
    isSignedBy: (certificate) => isSigned(`${header}.${payload}`, signature, certificate),
  };
}

/** The standard uses seconds; `sf` sends ms. */
function toMs(exp: number): number {
  return exp > 100_000_000_000 ? exp : exp * 1000;
}

function isSigned(signed: string, signature: string, certificate: string): boolean {
  try {
    return verify('sha256', Buffer.from(signed), createPublicKey(certificate), Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

function objectOf(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
