import { closeIntents, journalled } from '../core/acts/journalled.ts';
import type { StoreReference, WatchedApp } from '../core/model/watched-app.ts';
import type { SecretStore, State, StoredPair } from '../core/ports/ports.ts';
import { reason } from '../core/reasons/errors.ts';
import type { ShownPair, Slot } from '../core/status/desk.ts';
import { knownPairs } from '../core/status/known-pairs.ts';

interface Taking {
  readonly slot: Slot;
  /** Where the credentials are shown: `screen`, `stdout` or a path. */
  readonly to: string;
  /** Who the credentials are encrypted for; null or missing if they aren't encrypted. */
  readonly recipient?: string | null;
  readonly openStore: (known: StoreReference['kind']) => Promise<SecretStore>;
  /** Writes the credentials to a file. The audit trail then also says whether it was written. */
  readonly write?: (pair: ShownPair) => Promise<unknown>;
}

/**
 * Reads credentials from the store in order to show them, and records that in the audit trail.
 * @throws PairNotStored, and what `write` throws
 */
export async function takePair(
  state: State,
  watched: WatchedApp,
  { slot, to, recipient = null, openStore, write }: Taking,
): Promise<ShownPair> {
  const { orgId, org, app, label } = watched;
  const known = knownPairs(watched, await state.rotations.latest(orgId, watched.consumerId));
  const key = known[slot]?.consumerKey ?? null;
  const pair = key === null ? null : await read(state, watched, { key, openStore });
  if (!pair) throw reason('PairNotStored', { app, slot });
  const { consumerKey, consumerSecret } = pair;
  const detail = { consumerKey, slot, to, ...(recipient === null ? {} : { for: recipient }) };
  const act = { action: 'reveal', orgId, org, app, detail } as const;
  const shown = { app: label || app, org, slot, consumerKey, consumerSecret };
  if (!write) {
    await state.journal.append({ ...act, event: 'noted', intent: crypto.randomUUID() });
    return shown;
  }
  // Those of an earlier command that was killed while it wrote.
  const open = (await state.journal.open()).filter((line) => line.action === 'reveal' && line.orgId === orgId);
  await closeIntents(state.journal, open);
  await journalled(state.journal, act, () => write(shown));
  return shown;
}

/** `store move` may run at the same time. If the secret is gone, it is in the store that the state names now. */
async function read(
  state: State,
  { orgId, app, consumerId, store }: WatchedApp,
  { key, openStore }: Pick<Taking, 'openStore'> & { readonly key: string },
): Promise<StoredPair | null> {
  if (store === null) return null;
  const pair = await (await openStore(store.kind)).get(orgId, key);
  if (pair) return pair;
  const now = (await state.apps.find(orgId, app, consumerId))?.store?.kind ?? store.kind;
  return now === store.kind ? null : (await openStore(now)).get(orgId, key);
}
