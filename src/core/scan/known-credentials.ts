import { orNothing } from '../acts/damaged-entry.ts';
import type { JournalLine } from '../model/journal.ts';
import { knownKeys } from '../model/known-keys.ts';
import type { SoughtCredentials } from '../model/sought.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { SecretStore, State } from '../ports/ports.ts';
import { knownPairs } from '../status/known-pairs.ts';

/**
 * All credentials that the state names, also those of earlier runs in the audit trail.
 * @param storeOf null if the secret store of an app can't be opened
 * @throws what the store throws
 */
export async function soughtCredentials(
  state: State,
  storeOf: (app: WatchedApp) => Promise<SecretStore | null>,
): Promise<readonly SoughtCredentials[]> {
  const [apps, lines] = await Promise.all([state.apps.list(), state.journal.list()]);
  const fingerprints = fingerprintsIn(lines);
  const found = new Map<string, SoughtCredentials>();
  for (const watched of apps) {
    for (const one of await credentialsOf(state, watched, await storeOf(watched)))
      found.set(one.consumerKey, { ...one, fingerprint: fingerprints.get(one.consumerKey)?.fingerprint ?? null });
  }
  for (const [consumerKey, line] of fingerprints) {
    if (!found.has(consumerKey)) found.set(consumerKey, { ...line, consumerKey, slot: 'ended', secret: null });
  }
  return [...found.values()];
}

async function credentialsOf(state: State, watched: WatchedApp, store: SecretStore | null) {
  const { orgId, org, app, consumerId } = watched;
  const run = await state.rotations.latest(orgId, consumerId);
  const { primary, staged, previous } = knownPairs(watched, run);
  const slots = new Map([previous, staged, primary].flatMap((pair) => (pair ? [[pair.consumerKey, pair.state]] : [])));
  const keys = new Set([...slots.keys(), ...knownKeys(watched, run)]);
  return Promise.all(
    [...keys].map(async (consumerKey) => {
      const stored = store && (await store.get(orgId, consumerKey).catch(orNothing));
      const slot = slots.get(consumerKey) ?? ('ended' as const);
      return { orgId, org, app, consumerKey, slot, secret: stored?.consumerSecret ?? null };
    }),
  );
}

function fingerprintsIn(lines: readonly JournalLine[]) {
  const found = new Map<string, Pick<SoughtCredentials, 'orgId' | 'org' | 'app'> & { readonly fingerprint: string }>();
  for (const { orgId, org, app, detail } of lines) {
    const { consumerKey, fingerprint } = detail;
    if (app !== null && typeof consumerKey === 'string' && typeof fingerprint === 'string')
      found.set(consumerKey, { orgId, org, app, fingerprint });
  }
  return found;
}
