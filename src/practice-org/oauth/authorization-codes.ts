import { createHash } from 'node:crypto';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import { randomText } from '../model/ids.ts';
import type { OrgModel } from '../model/org.ts';

/** Salesforce's codes expire after 15 minutes. */
const lifetime = 15 * 60_000;
const mostCodes = 100;

export function issueCode(org: OrgModel, fields: Omit<AuthorizationCode, 'code' | 'expiresAt'>): AuthorizationCode {
  const code = { ...fields, code: `aPrx${randomText(60)}==`, expiresAt: org.now() + lifetime };
  org.data.authorizationCodes = [...(org.data.authorizationCodes ?? []), code].slice(-mostCodes);
  org.touched();
  return code;
}

/** Finds a code and deletes it, because a code can be used only once. */
export function takeCode(org: OrgModel, text: string): AuthorizationCode | null {
  const codes = org.data.authorizationCodes ?? [];
  const code = codes.find((one) => one.code === text) ?? null;
  org.data.authorizationCodes = codes.filter((one) => one !== code);
  org.touched();
  return code && org.now() < code.expiresAt ? code : null;
}

/** Whether the verifier matches the code's challenge. True without a challenge. */
export function provesChallenge({ challenge }: AuthorizationCode, verifier: string | null): boolean {
  if (challenge === null) return true;
  return verifier !== null && createHash('sha256').update(verifier).digest('base64url') === challenge;
}
