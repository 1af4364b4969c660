import { closeIntents, journalled } from '../core/acts/journalled.ts';
import { clockGapSeen, type StoreReference, type WatchedApp } from '../core/model/watched-app.ts';
import { linesOf } from '../core/plain/text.ts';
import type { SecretStore, State, StoredPair } from '../core/ports/ports.ts';
import { isKeyturnError, reason } from '../core/reasons/errors.ts';
import type { ShownPair, Slot } from '../core/status/desk.ts';
import { accessWith } from '../core/status/known-access.ts';
import { type KnownPair, knownPairs } from '../core/status/known-pairs.ts';
import { knownAccessWords } from '../core/words/known-access.ts';

interface Taking {
  readonly slot: Slot;
  /** Epoch ms. */
  readonly now: number;
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
  { slot, now, to, recipient = null, openStore, write }: Taking,
): Promise<ShownPair> {
  const { orgId, org, app, label } = watched;
  const known = knownPairs(watched, await state.rotations.latest(orgId, watched.consumerId));
  const wanted = known[slot];
  const pair = wanted && (await read(state, watched, { key: wanted.consumerKey, openStore }));
  if (!wanted || !pair) throw reason('PairNotStored', { app, slot });
  const { consumerKey, consumerSecret } = pair;
  const detail = { consumerKey, slot, to, ...(recipient === null ? {} : { for: recipient }) };
  const act = { action: 'reveal', orgId, org, app, detail } as const;
  const cautions = await cautionsAbout(state, watched, wanted, now);
  const shown = { app: label || app, org, slot, consumerKey, consumerSecret, cautions };
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

/** Records that can't be read hold up no export. */
async function cautionsAbout(
  state: State,
  watched: WatchedApp,
  { state: slot, consumerKey, expiresAt }: KnownPair,
  now: number,
): Promise<readonly string[]> {
  const isOver = slot !== 'primary' && expiresAt !== null && expiresAt <= now + clockGapSeen(watched, now);
  const known = await accessWith(state, watched, slot === 'primary').catch((error: unknown) => {
    if (!isKeyturnError(error)) throw error;
    return null;
  });
  return linesOf(
    isOver && knownAccessWords.expired(slot, consumerKey, expiresAt),
    known && linesOf(known.what, known.action).join(' '),
  );
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
