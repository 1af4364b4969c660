import type { WatchedApp } from '../core/model/watched-app.ts';
import type { SecretStore, SecretStores } from '../core/ports/ports.ts';
import { isKeyturnError } from '../core/reasons/errors.ts';
import { namingWatched } from '../core/words/damaged-store.ts';

type Watched = () => Promise<readonly WatchedApp[]>;

/** The same stores. An error of a damaged one names the apps whose current credentials it had. */
export function namingStores<Opened extends SecretStores>(stores: Opened, watched: Watched): Opened {
  const open: SecretStores['open'] = async (kind, passphrase) => {
    const inIt = ({ store }: WatchedApp) => store?.kind === kind;
    return namingEntries(await naming(stores.open(kind, passphrase), watched, inIt), watched);
  };
  return { ...stores, open };
}

function namingEntries(store: SecretStore, watched: Watched): SecretStore {
  const named =
    <Value>(work: (orgId: string, consumerKey: string) => Promise<Value>) =>
    (orgId: string, consumerKey: string) =>
      naming(work(orgId, consumerKey), watched, (app) => app.orgId === orgId && app.consumerKey === consumerKey);
  const { get, claim, owns, remove } = store;
  return { ...store, get: named(get), claim: named(claim), owns: named(owns), remove: named(remove) };
}

async function naming<Value>(
  work: Promise<Value>,
  watched: Watched,
  isLost: (app: WatchedApp) => boolean,
): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (!isKeyturnError(error) || error.code !== 'StoreDamaged') throw error;
    // A state that can't be read isn't the problem of this call.
    const apps = await watched().catch(() => null);
    throw apps
      ? namingWatched(
          error,
          apps.filter(isLost).map(({ app }) => app),
        )
      : error;
  }
}
