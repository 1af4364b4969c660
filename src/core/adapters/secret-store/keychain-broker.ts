/**
 * The program that talks to the keychain, in a process of its own: its library is native code that may never answer, and a
 * process in which it hangs can't even exit.
 */
import { randomUUID } from 'node:crypto';
import { type BrokerMethod, serveBroker } from '../serve-broker.ts';

interface Entry {
  readonly service: string;
  readonly account: string;
  readonly value: string;
}

// Exiting waits for the native code, which may hang; the program that asked is gone, so nothing is lost by this.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

serveBroker({
  set: inKeychain((keytar, { service, account, value }) => keytar.setPassword(service, account, value)),
  get: inKeychain((keytar, { service, account }) => keytar.getPassword(service, account)),
  remove: inKeychain((keytar, { service, account }) => keytar.deletePassword(service, account)),
  // The library has no way to ask for the names alone; the secrets stay in this process.
  accounts: inKeychain(async (keytar, { service }) =>
    (await keytar.findCredentials(service)).map(({ account }) => account),
  ),
  probe: inKeychain((keytar, { service }) => probe(keytar, service)),
});

type Keytar = typeof import('keytar');

function inKeychain(work: (keytar: Keytar, entry: Entry) => Promise<unknown>): BrokerMethod {
  return async (argument) => work((await import('keytar')).default, argument as Entry);
}

/** Whether a value that was written can be read and removed again. `null` for an entry may mean locked, so only this tells. */
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
