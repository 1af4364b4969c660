import type { SecretStore, SecretStores } from '../core/ports/ports.ts';
import { reason } from '../core/reasons/errors.ts';
import { storeProblems } from '../core/words/store-problems.ts';

type Kind = SecretStore['kind'];

/** Opens the named store, else the default one. */
export type OpenStore = (kind?: Kind) => Promise<SecretStore>;

/** The store that is known to hold something, else the chosen one. @throws StoreNotChosen */
export function storeToOpen(stores: SecretStores, known: Kind | undefined): Kind {
  const kind = known ?? stores.chosen();
  if (kind === null) throw reason('StoreNotChosen', { problem: storeProblems.choose });
  return kind;
}

/** Opens each store once, so no one is asked twice for a passphrase. A failed attempt can be repeated. */
export function openOnce(open: OpenStore): OpenStore {
  const opened = new Map<Kind | undefined, Promise<SecretStore>>();
  return (kind) => {
    const known = opened.get(kind);
    if (known) return known;
    const fresh = open(kind);
    opened.set(kind, fresh);
    fresh.catch(() => opened.delete(kind));
    return fresh;
  };
}
