import type { SecretStore, StoredPair, StoreEntry } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { storeProblems } from '../../words/store-problems.ts';
import { withOwnChannels } from './channel-entries.ts';
import type { KeychainClient } from './keychain-client.ts';
import { isSamePair, readHomes, readStoredPair, writeStoredPair } from './stored-pair.ts';

/** Windows Credential Manager's limit per entry. It applies on all platforms, so that entries can move between them. */
const largestEntry = 2_500;

/** The service name of the entries. Practice and real entries never mix. */
export function keychainService(isPractice: boolean): string {
  return isPractice ? 'keyturn-practice' : 'keyturn';
}

/**
 * Stores pairs in the operating system's keychain, one entry each: account `<org id>/<consumer key>`, value JSON. All folders of
 * keyturn of a user share the entries, so each entry names the folders that use it, and goes with the last of them. Channel
 * secrets are each folder's own.
 * @param home names this folder
 */
export function createKeychainStore(client: KeychainClient, service: string, home: string): SecretStore {
  const accountOf = (orgId: string, consumerKey: string): string => `${orgId}/${consumerKey}`;
  /** "No entry" counts only if the keychain is readable, because a locked one answers the same. */
  const believed = async <Value>(nothing: Value): Promise<Value> => {
    await client.probe(service);
    return nothing;
  };
  const damaged = (account: string, problem: string) =>
    reason('StoreDamaged', { path: entryName(service, account), problem, folder: null });
  const get = async (orgId: string, consumerKey: string): Promise<StoredPair | null> => {
    const account = accountOf(orgId, consumerKey);
    const text = await client.get(service, account);
    if (text === null) return believed(null);
    const pair = readStoredPair(text);
    if (pair && pair.orgId === orgId && pair.consumerKey === consumerKey) return pair;
    throw damaged(account, storeProblems.notOurs);
  };
  const entries = async () => {
    const accounts = await client.accounts(service);
    return accounts.length === 0 ? believed([]) : accounts.flatMap(entryOf);
  };
  const otherHomes = (text: string | null) => (text === null ? [] : readHomes(text).filter((one) => one !== home));
  const write = async (pair: StoredPair, homes: readonly string[]): Promise<void> => {
    const account = accountOf(pair.orgId, pair.consumerKey);
    const value = writeStoredPair(pair, homes);
    if (Buffer.byteLength(value) > largestEntry) throw notSaved(storeProblems.tooLong(largestEntry));
    await client.set(service, account, value);
    const text = await client.get(service, account);
    const readBack = text === null ? null : readStoredPair(text);
    if (!readBack || !isSamePair(pair, readBack)) throw notSaved(fileProblems.readBack);
  };
  const store: SecretStore = {
    kind: 'keychain',
    reference: (orgId, consumerKey) => entryName(service, accountOf(orgId, consumerKey)),
    put: async (pair) => {
      const text = await client.get(service, accountOf(pair.orgId, pair.consumerKey));
      await write(pair, [home, ...otherHomes(text)]);
    },
    get,
    claim: async (orgId, consumerKey) => {
      const text = await client.get(service, accountOf(orgId, consumerKey));
      const pair = text === null ? null : readStoredPair(text);
      if (text === null || pair === null || readHomes(text).includes(home)) return;
      await write(pair, [home, ...otherHomes(text)]);
    },
    owns: async (orgId, consumerKey) => {
      const text = await client.get(service, accountOf(orgId, consumerKey));
      return text !== null && readHomes(text).includes(home);
    },
    remove: async (orgId, consumerKey) => {
      const account = accountOf(orgId, consumerKey);
      const text = await client.get(service, account);
      const others = otherHomes(text);
      const shared = text !== null && others.length > 0 ? readStoredPair(text) : null;
      if (text !== null && shared) {
        if (readHomes(text).includes(home)) await write(shared, others);
        return false;
      }
      const wasThere = await client.remove(service, account);
      if (!wasThere) await believed(null);
      else if ((await client.get(service, account)) !== null) throw damaged(account, storeProblems.stillThere);
      return true;
    },
    keys: async (orgId) => (await entries()).filter((one) => one.orgId === orgId).map(({ consumerKey }) => consumerKey),
    entries,
  };
  return withOwnChannels(store, home, async (orgId, consumerKey) => {
    const text = await client.get(service, accountOf(orgId, consumerKey));
    if (text !== null && readHomes(text).includes(home)) await store.remove(orgId, consumerKey);
  });
}

/** Skips the test entry of `check`. */
function entryOf(account: string): readonly StoreEntry[] {
  const [orgId, ...rest] = account.split('/');
  const isCanary = orgId === 'probe';
  return orgId === undefined || rest.length === 0 || isCanary ? [] : [{ orgId, consumerKey: rest.join('/') }];
}

function entryName(service: string, account: string): string {
  return `service ${service}, account ${account}`;
}

function notSaved(problem: string) {
  return reason('PairNotSaved', { store: 'the keychain', problem });
}
