import { entry, unchanged } from './reason.ts';

/** Where pairs are kept. */
export const storeReasons = {
  KeychainUnavailable: unchanged<{ problem: string; cure: string }>({
    exit: 3,
    message: ({ problem }) => `The keychain of this computer can't be used: ${problem}`,
    actions: ({ cure }) => [cure, 'Or choose the encrypted file: `--store file`.'],
  }),
  StoreNotChosen: unchanged<{ problem: string }>({
    exit: 3,
    message: ({ problem }) => `No secret store is chosen: ${problem}`,
    actions: () => ['Choose one: `--store keychain` or `--store file` (or set `KEYTURN_STORE`).'],
  }),
  PassphraseMissing: unchanged<Record<never, never>>({
    exit: 3,
    message: () => 'The encrypted file needs its passphrase, and there is no terminal to ask in',
    actions: () => ['Set `KEYTURN_PASSPHRASE_FILE` to a file of mode 0600 that holds it.'],
  }),
  PassphraseWrong: unchanged<{ path: string }>({
    exit: 3,
    message: ({ path }) => `The passphrase doesn't open ${path}`,
    actions: () => ['Try again with the passphrase that was chosen when the file was made.'],
  }),
  PassphraseFileUnsafe: unchanged<{ path: string; problem: string }>({
    exit: 2,
    message: ({ path, problem }) => `The passphrase file ${path} is not used: ${problem}`,
    actions: ({ path }) => [`Run \`chmod 600 ${path}\` as its owner.`],
  }),
  PairNotSaved: entry<{ store: string; problem: string }>({
    exit: 1,
    message: ({ store, problem }) => `The pair could not be saved in ${store}: ${problem}`,
    safe: 'The primary credential in the org still works.',
    actions: () => ['Mend the store, or choose the other one with `--store`.', 'Run the same command again.'],
  }),
  PairNotStored: entry<{ app: string; slot: string }>({
    exit: 1,
    message: ({ app, slot }) => `The secret store holds no ${slot} pair of ${app}`,
    safe: 'The credential in the org is not affected.',
    actions: ({ app }) => [`Run \`keyturn watch ${app}\` to read and store the current pair.`],
  }),
  StoreDamaged: entry<{ path: string; problem: string }>({
    exit: 1,
    message: ({ path, problem }) => `The secret store at ${path} is damaged: ${problem}`,
    safe: 'The credential in the org is not affected.',
    actions: () => [
      'Restore the file from a backup.',
      'Or run `keyturn watch <app>` to read the current pair from the org again.',
    ],
  }),
  OldPlaceNotCleared: entry<{ count: string; from: string; to: string; problem: string }>({
    exit: 1,
    message: ({ count, from, problem }) => `${count} could not be removed from the ${from}: ${problem}`,
    safe: 'Every secret is in the new place, was read back there, and is used from there.',
    actions: ({ to }) => [`Run \`keyturn store move ${to}\` again when that is mended: it clears what is left.`],
  }),
  RevealNeedsTerminal: unchanged<Record<never, never>>({
    exit: 2,
    message: () => 'A secret is not written to a pipe or to JSON by accident',
    actions: () => ['Add `--unsafe-stdout`, or use `--to-file <path>`.'],
  }),
};
