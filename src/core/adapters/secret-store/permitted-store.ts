import type { SecretStore } from '../../ports/ports.ts';
import { permitNow } from '../permit.ts';

/** The same store. A process that another one took over from stores and removes nothing: nobody would look for its copies. */
export function permittedStore(store: SecretStore): SecretStore {
  return {
    ...store,
    put: async (pair) => {
      permitNow()?.check();
      return store.put(pair);
    },
    remove: async (orgId, consumerKey) => {
      permitNow()?.check();
      return store.remove(orgId, consumerKey);
    },
  };
}
