import type { LeakedUse } from '../model/emergency-plan.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { LiveToken, SalesforceOrg, SecretStore } from '../ports/ports.ts';
import { issuesNoToken, judge, troubleSentence } from '../proof/judge.ts';

export interface LeakedTry {
  /** A token of the leaked credentials. In the end it shows whether earlier tokens still work. */
  readonly token: LiveToken | null;
  /** null when the credentials are not in the store. */
  readonly use: LeakedUse | null;
}

/** Asks a second time only if there was no token, because the first request doesn't say why. */
export async function tryLeaked(
  { tokens }: Pick<SalesforceOrg, 'tokens'>,
  store: Pick<SecretStore, 'get'>,
  { orgId, consumerKey }: WatchedApp,
  signal: AbortSignal,
): Promise<LeakedTry> {
  const pair = await store.get(orgId, consumerKey);
  if (!pair) return { token: null, use: null };
  const token = await tokens.hold(pair, signal);
  if (token) return { token, use: { getsToken: true, why: null, isSetUp: false } };
  const proof = judge(await tokens.clientCredentials(pair, { signal, withUsername: false }));
  if (proof.answer === 'accepted') return { token, use: { getsToken: true, why: null, isSetUp: false } };
  return { token, use: { getsToken: false, why: troubleSentence(proof), isSetUp: issuesNoToken(proof) } };
}
