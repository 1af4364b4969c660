import { type SealFault, type SealKey, type SealPlace, sealKeys } from '../model/seal.ts';
import type { Clock, SecretStore, State, StoredPair } from '../ports/ports.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { sealProblems } from '../words/trail-seal.ts';

/** The key of the seals, and what speaks against the seals; both null if this store doesn't have the key. */
export interface SealedTrail {
  readonly key: SealKey | null;
  readonly fault: SealFault | null;
}

interface SealPorts {
  readonly state: Pick<State, 'seals' | 'leases'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Two processes must not make two keys. */
export const sealLease = 'seal key';

/** What the entry of a key says about it: unused, the line up to which the trail was sealed, or that its trail is gone. */
const uses = { fresh: 'unused', past: 'past', upTo: (line: number) => `up to ${line}` } as const;

/**
 * Seals the audit trail with the key from an open store, now and with each new line. The store that is opened first gets the
 * key. Lines that don't fit the newest seal are never sealed. The store also keeps how far the trail was sealed, after the seal
 * is written: a crash between the two only makes it say less. What can't be written is left to the next command.
 * @throws what the store throws when it is read
 */
export async function sealTrail(store: SecretStore, { state, clock }: SealPorts): Promise<SealedTrail> {
  const { seals } = state;
  const place = await seals.place();
  if (place.chain === '') return { key: null, fault: { problem: 'forged', line: 0 } };
  if (place.store !== null && place.store !== store.kind) return nothing;
  const line = (await seals.latest())?.line ?? 0;
  const entry = await store.get(sealKeys, place.chain);
  if (entry === null && place.key !== null) return { key: null, fault: { problem: 'no-key', line } };
  const known = entry ?? (await made(store, place, { state, clock }));
  if (known === null) return nothing;
  const key = seals.keyOf(known.consumerSecret);
  const sealed = sealedUpTo(known);
  if (sealed > line) return { key, fault: { problem: 'removed', line: sealed } };
  if (place.key !== null && place.key !== key.id) return { key, fault: { problem: 'other-key', line } };
  const owner = place.key === null ? await orNull(() => seals.takePlace(store.kind, key.id)) : place;
  if (owner === null || owner.store !== store.kind || owner.key !== key.id) return nothing;
  const fault = await orNull(() => seals.use(key));
  if (fault === null) await orNull(() => keepHowFar(store, known, seals));
  return { key, fault };
}

/**
 * Chains of earlier audit trails that this folder's store sealed. Their state file was lost or replaced. Nothing of a keychain,
 * which all folders of keyturn share.
 */
export async function earlierTrails(store: SecretStore, { seals }: Pick<State, 'seals'>): Promise<readonly string[]> {
  if (store.kind !== 'file') return [];
  const { chain } = await seals.place();
  const others = (await store.keys(sealKeys)).filter((one) => one !== chain);
  const entries = await Promise.all(others.map((one) => store.get(sealKeys, one)));
  return entries.flatMap((entry) => (entry && sealedUpTo(entry) > 0 ? [entry.consumerKey] : []));
}

/**
 * Accepts the audit trail as it is: a new key if the store has none, and a seal over all entries. Earlier trails are no longer
 * reported.
 * @returns how many seals were removed because they spoke against the trail
 */
export async function acceptTrail(store: SecretStore, ports: SealPorts): Promise<number> {
  const { state } = ports;
  const place = await state.seals.place();
  const known = (await store.get(sealKeys, place.chain)) ?? (await made(store, place, ports));
  if (known === null) return 0;
  const removed = await state.seals.startAgain(state.seals.keyOf(known.consumerSecret), store.kind);
  await keepHowFar(store, known, state.seals);
  for (const other of await earlierTrails(store, state)) {
    const entry = await store.get(sealKeys, other);
    if (entry) await store.put({ ...entry, app: uses.past });
  }
  return removed;
}

/**
 * Before a restored state takes the place of another one: from then on, the store knows only the seals that the restored one has. The
 * trail of a state that is replaced, and that fits its seals, counts as past.
 * @param old null if there is none, or if it can't be read
 * @returns the entry up to which the same trail was sealed, if the restored one ends before; null otherwise
 */
export async function rewindSeals(
  store: SecretStore,
  restored: Pick<State, 'seals'>,
  old: Pick<State, 'seals'> | null,
): Promise<number | null> {
  const { chain } = await restored.seals.place();
  const before = old && (await old.seals.place()).chain;
  if (old && before && before !== chain) {
    const entry = await store.get(sealKeys, before);
    const isWhole = entry !== null && sealedUpTo(entry) <= ((await old.seals.latest())?.line ?? 0);
    if (entry && isWhole) await store.put({ ...entry, app: uses.past });
  }
  const entry = await store.get(sealKeys, chain);
  const line = (await restored.seals.latest())?.line ?? 0;
  if (entry === null || sealedUpTo(entry) <= line) return null;
  await store.put({ ...entry, app: line > 0 ? uses.upTo(line) : uses.fresh });
  return sealedUpTo(entry);
}

async function keepHowFar(store: SecretStore, entry: StoredPair, { latest }: Pick<State['seals'], 'latest'>) {
  const line = (await latest())?.line ?? 0;
  if (line > 0 && line !== sealedUpTo(entry)) await store.put({ ...entry, app: uses.upTo(line) });
}

/** 0 if nothing was sealed with the key. */
function sealedUpTo({ app }: StoredPair): number {
  return Number(/^up to (\d{1,15})$/.exec(app)?.[1] ?? 0);
}

export function sealBroken({ line, problem }: SealFault) {
  return reason('SealBroken', { line, problem: sealProblems[problem] });
}

const nothing: SealedTrail = { key: null, fault: null };

/** null if another process is making one, if another store got the key meanwhile, or if it can't be written. */
async function made(store: SecretStore, place: SealPlace, { state, clock }: SealPorts): Promise<StoredPair | null> {
  const { chain } = place;
  const lease = await orNull(() => state.leases.acquire(sealLease));
  if (lease === null) return null;
  try {
    if ((await state.seals.place()).key !== place.key) return null;
    const before = await store.get(sealKeys, chain);
    if (before) return before;
    const key = { consumerKey: chain, consumerSecret: state.seals.newKey() };
    const pair = { orgId: sealKeys, app: uses.fresh, ...key, savedAt: clock.now() };
    return await orNull(async () => {
      await store.put(pair);
      if (place.key === null) await state.seals.takePlace(store.kind, state.seals.keyOf(pair.consumerSecret).id);
      return pair;
    });
  } finally {
    await orNull(() => lease.release());
  }
}

/** null if it can't be written now. */
async function orNull<Value>(write: () => Promise<Value>): Promise<Value | null> {
  try {
    return await write();
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return null;
  }
}
