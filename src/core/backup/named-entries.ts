import { knownKeys } from '../model/known-keys.ts';
import { sealKeys } from '../model/seal.ts';
import type { StoreReference } from '../model/watched-app.ts';
import type { State, StoreEntry } from '../ports/ports.ts';
import { channelSecrets } from '../reminders/channel-route.ts';

/** A secret that a state names. */
export interface NamedEntry extends StoreEntry {
  /** The app whose credentials they are; null for any other secret. */
  readonly app: string | null;
  /** The store that has it; null if the state doesn't say. */
  readonly kind: StoreReference['kind'] | null;
  /** Whether the state says that the store has it now. Others may have been deleted since. */
  readonly isNeeded: boolean;
}

/** The secrets that a state names, also those that it says it saved once. Each once, the needed ones first. */
export async function namedEntries(
  state: Pick<State, 'apps' | 'rotations' | 'journal' | 'channelSecrets' | 'seals'>,
): Promise<readonly NamedEntry[]> {
  const apps = await state.apps.list();
  const found: NamedEntry[] = [];
  for (const watched of apps) {
    const { orgId, app, store, consumerKey } = watched;
    const newest = await state.rotations.latest(orgId, watched.consumerId);
    for (const key of knownKeys(watched, newest)) {
      const isNeeded = store !== null && key === consumerKey;
      found.push({ orgId, consumerKey: key, app, kind: store?.kind ?? null, isNeeded });
    }
  }
  for (const { name, store } of await state.channelSecrets.list())
    found.push({ orgId: channelSecrets, consumerKey: name, app: null, kind: store, isNeeded: true });
  const { chain, store, key } = await state.seals.place();
  found.push({ orgId: sealKeys, consumerKey: chain, app: null, kind: store, isNeeded: key !== null });
  for (const { action, orgId, app, detail } of await state.journal.list()) {
    if ((action !== 'stage' && action !== 'save-pair') || typeof detail.consumerKey !== 'string') continue;
    const watched = apps.find((one) => one.orgId === orgId && one.app === app);
    const kind = watched?.store?.kind ?? kindIn(detail.store);
    found.push({ orgId, consumerKey: detail.consumerKey, app, kind, isNeeded: false });
  }
  const byPlace = new Map<string, NamedEntry>();
  for (const one of found.sort((a, b) => Number(b.isNeeded) - Number(a.isNeeded))) {
    const place = `${one.orgId} ${one.consumerKey}`;
    if (!byPlace.has(place)) byPlace.set(place, one);
  }
  return [...byPlace.values()];
}

function kindIn(store: unknown): NamedEntry['kind'] {
  return store === 'keychain' || store === 'file' ? store : null;
}
