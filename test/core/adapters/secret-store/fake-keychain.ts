/**
 * A keychain that speaks the broker's messages, keeps its entries in a file, and goes wrong in the ways of a real one. Its
 * program is written for a test: what it does can't be passed to it, because nothing is.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serveBroker } from '../../../../src/core/adapters/serve-broker.ts';

export type KeychainMood =
  | { readonly kind: 'good' }
  | { readonly kind: 'locked' }
  | { readonly kind: 'hanging' }
  | { readonly kind: 'dying' }
  | { readonly kind: 'forgetful' }
  | { readonly kind: 'failing'; readonly message: string };

/** Writes the program of a keychain into a folder; called again it changes the mood of the next helper. */
export function fakeKeychainProgram(folder: string, mood: KeychainMood = { kind: 'good' }): URL {
  const program = join(folder, 'fake-keychain.mjs');
  const file = join(folder, 'entries.json');
  writeFileSync(
    program,
    `import { serveFakeKeychain } from ${JSON.stringify(import.meta.url)};
serveFakeKeychain(${JSON.stringify(file)}, ${JSON.stringify(mood)});`,
  );
  return pathToFileURL(program);
}

interface Entry {
  readonly service: string;
  readonly account: string;
  readonly value: string;
}

/** Beside its entries it writes down what it was started with, for tests to look at. */
export function serveFakeKeychain(file: string, mood: KeychainMood): void {
  writeFileSync(
    `${file}.started`,
    JSON.stringify({ argv: process.argv, execArgv: process.execArgv, env: process.env }),
  );
  const read = (): Entry[] => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []);
  const without = (name: Entry) => read().filter((e) => e.service !== name.service || e.account !== name.account);
  const write = (entries: readonly Entry[]): void => writeFileSync(file, JSON.stringify(entries));
  const find = (name: Entry) => read().find((e) => e.service === name.service && e.account === name.account);
  const set = (entry: Entry): void => {
    if (mood.kind === 'locked') throw new Error('Cannot create an item in a locked collection');
    write([...without(entry), mood.kind === 'forgetful' ? { ...entry, value: entry.value.slice(0, 4) } : entry]);
  };
  const get = (name: Entry): string | null => (mood.kind === 'locked' ? null : (find(name)?.value ?? null));
  const methods: Record<string, (argument: Entry) => unknown> = {
    set,
    get,
    remove: (name) => {
      const wasThere = mood.kind !== 'locked' && find(name) !== undefined;
      if (wasThere) write(without(name));
      return wasThere;
    },
    accounts: ({ service }) => {
      const entries = mood.kind === 'locked' ? [] : read();
      return entries.filter((entry) => entry.service === service).map(({ account }) => account);
    },
    probe: ({ service }) => {
      set({ service, account: 'probe/1', value: 'canary' });
      const isGood = get({ service, account: 'probe/1', value: '' }) === 'canary';
      write(without({ service, account: 'probe/1', value: '' }));
      return isGood;
    },
  };
  serveBroker(
    Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [
        name,
        async (argument: unknown) => {
          if (mood.kind === 'hanging') return new Promise(() => {});
          if (mood.kind === 'dying') process.kill(process.pid, 'SIGKILL');
          if (mood.kind === 'failing') throw new Error(mood.message);
          return method(argument as Entry);
        },
      ]),
    ),
  );
}
