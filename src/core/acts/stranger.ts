import type { StagedPair } from '../model/app.ts';
import type { Rotation } from '../model/rotation.ts';
import { authorName } from '../model/slot.ts';
import type { LastCheck, WatchedApp } from '../model/watched-app.ts';
import type { SalesforceOrg, SecretStore } from '../ports/ports.ts';
import { driftWords } from '../words/drift.ts';
import { withAuthors } from './author.ts';
import { seen } from './seen.ts';

interface Looking {
  readonly org: SalesforceOrg;
  /** The newest run; null if there never was one. */
  readonly rotation: Rotation | null;
  readonly openStore: (known: 'keychain' | 'file') => Promise<Pick<SecretStore, 'get'>>;
}

type Stranger = { readonly key: string; readonly author: string | null };

/**
 * The staged credentials that aren't in the store; null if there are none, or the slot can't be read. An open run reports them
 * itself, and may be about to save its own.
 */
export async function strangerIn(
  slot: readonly StagedPair[] | null,
  { orgId, store }: Pick<WatchedApp, 'orgId' | 'store'>,
  { org, rotation, openStore }: Looking,
): Promise<Stranger | null> {
  const staged = slot?.find(({ state }) => state === 'Active');
  const isOpen = rotation?.finishedAt === null;
  if (!staged || staged.consumerKey === null || store === null || isOpen) return null;
  const isOurs = (await (await openStore(store.kind)).get(orgId, staged.consumerKey)) !== null;
  if (isOurs) return null;
  const [[named = staged] = []] = (await withAuthors(org, [[staged]])).map((one) => one ?? []);
  return { key: staged.consumerKey, author: authorName(named) };
}

type Place = Pick<WatchedApp, 'orgId' | 'appId' | 'consumerId' | 'store'>;

/** What a look at the staging slot found. */
export interface SlotLook {
  /** False if the org doesn't show the slot. */
  readonly isRead: boolean;
  readonly stranger: Stranger | null;
}

/** Looks at the staging slot of an app as soon as a person watches it. */
export async function slotLook(app: Place, looking: Looking): Promise<SlotLook> {
  const slot = await seen(looking.org.apps.staged(app.appId, app.consumerId), null, [], 'name');
  const stranger = await seen(strangerIn(slot, app, looking), null, [], 'name');
  return { isRead: slot !== null, stranger };
}

/**
 * What a person must know of the staging slot as soon as the app is watched. Null if others staged nothing there, so that the
 * first check is still due.
 */
export async function firstLook(
  app: Place & Pick<WatchedApp, 'app'>,
  now: number,
  looking: Looking,
): Promise<LastCheck | null> {
  const { stranger } = await slotLook(app, looking);
  if (!stranger) return null;
  const words = driftWords(app.app, { kind: 'staged-outside', ...stranger });
  return { at: now, isFirstLook: true, drift: [{ kind: 'staged-outside', ...words, since: now }] };
}
