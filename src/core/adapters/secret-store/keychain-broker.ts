/**
 * Talks to the keychain in a separate process: the library is native code that may never answer, and a process that hangs
 * in it can't even exit.
 */
import { randomUUID } from 'node:crypto';
import { type BrokerMethod, serveBroker } from '../serve-broker.ts';

interface Entry {
  readonly service: string;
  readonly account: string;
  readonly value: string;
}

// A normal exit waits for the native code, which may hang. The calling program is gone, so nothing is lost.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

serveBroker({
  set: inKeychain((keytar, { service, account, value }) => keytar.setPassword(service, account, value)),
  get: inKeychain((keytar, { service, account }) => keytar.getPassword(service, account)),
  remove: inKeychain((keytar, { service, account }) => keytar.deletePassword(service, account)),
  // The library can't list names without secrets. The secrets stay in this process.
  accounts: inKeychain(async (keytar, { service }) =>
    (await keytar.findCredentials(service)).map(({ account }) => account),
  ),
  probe: inKeychain((keytar, { service }) => probe(keytar, service)),
});

type Keytar = typeof import('keytar');

function inKeychain(work: (keytar: Keytar, entry: Entry) => Promise<unknown>): BrokerMethod {
  return async (argument) => work((await import('keytar')).default, argument as Entry);
}

/** Whether a value can be written, read back and removed. Needed because `null` for an entry may also mean locked. */
async function probe(keytar: Keytar, service: string): Promise<boolean> {
  const account = `probe/${randomUUID()}`;
  const canary = randomUUID();
  await keytar.setPassword(service, account, canary);
  try {
    return (await keytar.getPassword(service, account)) === canary;
  } finally {
    await keytar.deletePassword(service, account);
  }
}
