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

/**
 * What a person must know of the staging slot as soon as the app is watched. Null if others staged nothing there, so that the
 * first check is still due.
 */
export async function firstLook(
  app: Pick<WatchedApp, 'orgId' | 'app' | 'appId' | 'consumerId' | 'store'>,
  now: number,
  looking: Looking,
): Promise<LastCheck | null> {
  const slot = await seen(looking.org.apps.staged(app.appId, app.consumerId), null, [], 'name');
  const stranger = await seen(strangerIn(slot, app, looking), null, [], 'name');
  if (!stranger) return null;
  const words = driftWords(app.app, { kind: 'staged-outside', ...stranger });
  return { at: now, isFirstLook: true, drift: [{ kind: 'staged-outside', ...words, since: now }] };
}
