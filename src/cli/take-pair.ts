import { reason } from '../core/errors.ts';
import { knownPairs } from '../core/operate/known-pairs.ts';
import type { SecretStore, State, StoredPair } from '../core/ports.ts';
import type { Slot } from '../core/watch/desk.ts';
import type { WatchedApp } from '../core/watch/watched-app.ts';

interface Taking {
  readonly slot: Slot;
  /** Where it is shown: `screen`, `stdout` or a path. */
  readonly to: string;
  readonly openStore: () => Promise<SecretStore>;
}

/** Takes a pair out of the store to show it, which the audit trail says first. @throws PairNotStored */
export async function takePair(
  state: State,
  watched: WatchedApp,
  { slot, to, openStore }: Taking,
): Promise<StoredPair> {
  const { orgId, org, app } = watched;
  const known = knownPairs(watched, await state.rotations.latest(orgId, watched.consumerId));
  const key = known[slot]?.consumerKey ?? null;
  const pair = watched.store && key ? await (await openStore()).get(orgId, key) : null;
  if (!pair) throw reason('PairNotStored', { app, slot });
  await state.journal.append({
    event: 'noted',
    action: 'reveal',
    intent: crypto.randomUUID(),
    orgId,
    org,
    app,
    detail: { consumerKey: pair.consumerKey, slot, to },
  });
  return pair;
}
