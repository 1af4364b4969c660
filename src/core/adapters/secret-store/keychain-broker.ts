/**
 * The program that talks to the keychain, in a process of its own: its library is native code that may never answer, and a
 * process in which it hangs can't even exit.
 */
import { randomUUID } from 'node:crypto';
import { serveBroker } from '../serve-broker.ts';

interface EntryName {
  readonly service: string;
  readonly account: string;
}

// Exiting waits for the native code, which may hang; the program that asked is gone, so nothing is lost by this.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

serveBroker({
  set: async (argument) => {
    const { service, account, value } = argument as EntryName & { readonly value: string };
    await (await keytar()).setPassword(service, account, value);
  },
  get: async (argument) => {
    const { service, account } = argument as EntryName;
    return (await keytar()).getPassword(service, account);
  },
  remove: async (argument) => {
    const { service, account } = argument as EntryName;
    return (await keytar()).deletePassword(service, account);
  },
  accounts: async (argument) => {
    const { service } = argument as EntryName;
    // The library has no way to ask for the names alone; the secrets stay in this process.
    return (await (await keytar()).findCredentials(service)).map(({ account }) => account);
  },
  probe: async (argument) => probe((argument as EntryName).service),
});

async function keytar() {
  return (await import('keytar')).default;
}

/** Whether a value that was written can be read and removed again. `null` for an entry may mean locked, so only this tells. */
async function probe(service: string): Promise<boolean> {
  const library = await keytar();
  const account = `probe/${randomUUID()}`;
  const canary = randomUUID();
  await library.setPassword(service, account, canary);
  try {
    return (await library.getPassword(service, account)) === canary;
  } finally {
    await library.deletePassword(service, account);
  }
}
