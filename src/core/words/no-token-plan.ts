import type { Plan } from '../model/operation-plan.ts';
import type { Drift } from '../model/watched-app.ts';
import { seenWords } from './drift.ts';

/** Changes with which Salesforce issues no tokens for an app that is still there. */
const withoutTokens: ReadonlySet<Drift['kind']> = new Set(['flow-off', 'user-missing', 'user-frozen', 'user-inactive']);

/** What stops the run, if it is still so; null if nothing is known. A discard verifies nothing that must work. */
export function noTokenLine({ kind, watched: { lastCheck }, isPromoted }: Plan): string | null {
  const found = lastCheck?.drift.find((one) => withoutTokens.has(one.kind));
  if (!found || !lastCheck || kind === 'discard') return null;
  const end = isPromoted ? 'stops when it verifies them' : noTokenEnds[kind];
  return `${seenWords(found, lastCheck, null)} If that is still so, keyturn ${end}.`;
}

const noTokenEnds = {
  stage: "stages new credentials, but can't verify them",
  rotate: 'stages new credentials, and stops before it promotes them',
  back: 'stops before it promotes the previous credentials',
  retire: 'stops before it deletes the previous credentials',
} as const;
