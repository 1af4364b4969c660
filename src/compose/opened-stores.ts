import type { SecretStore, SecretStores } from '../core/ports/ports.ts';
import { reason } from '../core/reasons/errors.ts';

type Kind = SecretStore['kind'];

/** Opens the store that is named, else the usual one. */
export type OpenStore = (kind?: Kind) => Promise<SecretStore>;

/** The store in which something is known to be, else the chosen one. @throws StoreNotChosen */
export function storeToOpen(stores: SecretStores, known: Kind | undefined): Kind {
  const kind = known ?? stores.chosen();
  if (kind === null) throw reason('StoreNotChosen', { problem: 'it is keychain or file' });
  return kind;
}

/** Nobody is asked for a passphrase twice; one that was wrong may be asked for again. */
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
