import { shellWord } from '../plain/text.ts';
import { currentKept, entry, unchanged } from './reason.ts';

/** What to do about a damaged store. `words/damaged-store` names the apps. */
export const readAgain = {
  entry: 'Or run `keyturn watch <app>` to read the current credentials from the org again.',
  all: 'Then run `keyturn watch <app>` for each app to read its current credentials from the org again.',
} as const;

/** The secret store. */
export const storeReasons = {
  KeychainUnavailable: unchanged<{ problem: string; cure: string }>({
    exit: 3,
    message: ({ problem }) => `keyturn can't use the keychain of this computer: ${problem}`,
    actions: ({ cure }) => [cure, 'Or use the encrypted file: `--store file`.'],
  }),
  StoreNotChosen: unchanged<{ problem: string }>({
    exit: 3,
    message: ({ problem }) => `No secret store is chosen: ${problem}`,
    actions: () => ['Choose one: `--store keychain` or `--store file` (or set `KEYTURN_STORE`).'],
  }),
  PassphraseMissing: unchanged<Record<never, never>>({
    exit: 3,
    message: () => 'The encrypted file needs its passphrase, and there is no terminal to ask in',
    actions: () => ['Set `KEYTURN_PASSPHRASE_FILE` to a file with mode 0600 that contains the passphrase.'],
  }),
  PassphraseWeak: unchanged<{ problem: string; file: string | null }>({
    exit: 2,
    message: ({ problem }) => `keyturn creates no encrypted file with this passphrase: ${problem}`,
    actions: ({ file }) => [
      file === null
        ? 'Choose another passphrase, and run the same command again.'
        : `Put a different one into the file, for example \`(umask 077; head -c 18 /dev/urandom | base64 > ${shellWord(file)})\`. Then run the same command again.`,
    ],
  }),
  PassphraseWrong: unchanged<{ path: string; passphraseFile?: string | null }>({
    exit: 3,
    message: ({ path, passphraseFile: file = null }) =>
      file === null ? `This passphrase doesn't open ${path}` : `The passphrase in ${file} doesn't open ${path}`,
    actions: ({ passphraseFile: file = null }) =>
      file === null
        ? ['Try again with the passphrase that was chosen when the file was created.']
        : [
            `Put the passphrase that was chosen when the encrypted file was created into ${file}.`,
            'Or unset `KEYTURN_PASSPHRASE_FILE`, and type the passphrase.',
          ],
  }),
  PassphraseFileUnsafe: unchanged<{ path: string; problem: string; cure?: string | undefined }>({
    exit: 2,
    message: ({ path, problem }) => `keyturn doesn't use the passphrase file ${path}: ${problem}`,
    actions: ({ path, cure = `Run \`chmod 600 ${path}\` as the owner of the file.` }) => [cure],
  }),
  PairNotSaved: entry<{ store: string; problem: string }>({
    exit: 1,
    message: ({ store, problem }) => `keyturn couldn't save the credentials in ${store}: ${problem}`,
    safe: currentKept,
    actions: () => ['Fix the store, or choose the other one with `--store`.', 'Run the same command again.'],
  }),
  PairNotStored: entry<{ app: string; slot: string }>({
    exit: 1,
    message: ({ app, slot }) =>
      `The secret store has no ${slot === 'primary' ? 'current' : slot} credentials for ${app}`,
    safe: 'The credentials in the org are not affected.',
    actions: ({ app, slot }) => [
      slot === 'primary'
        ? `Run \`keyturn watch ${app}\` to read and store the current credentials.`
        : `\`keyturn check ${app}\` shows which credentials exist in the org.`,
    ],
  }),
  StoreDamaged: entry<{
    path: string;
    problem: string;
    folder: string | null;
    isUnread?: boolean;
    /** Something else has the place of the file, which keyturn writes again (`remade`) or can't. */
    instead?: 'remade' | 'lost';
  }>({
    exit: 1,
    message: ({ path, problem, isUnread = false }) =>
      isUnread ? `keyturn can't read ${path}: ${problem}` : `The secret store at ${path} is damaged: ${problem}`,
    safe: 'The credentials in the org are not affected.',
    actions: ({ path, folder, isUnread = false, instead }) => {
      const away = `Move what is there: \`mv ${shellWord(path)} ${shellWord(`${path}.replaced`)}\`.`;
      if (instead === 'remade') return [away, 'Then run the same command again. keyturn writes the file again.'];
      const restore = isUnread
        ? 'Make the file readable for you, or restore it from a backup.'
        : 'Restore the file from a backup.';
      return [
        ...(instead ? [away, 'Then restore the file from a backup.'] : [restore]),
        ...(folder === null
          ? [readAgain.entry]
          : [`Or begin a new store: \`mv ${shellWord(folder)} ${shellWord(`${folder}.lost`)}\`.`, readAgain.all]),
      ];
    },
  }),
  OldPlaceNotCleared: entry<{ count: string; from: string; to: string; problem: string }>({
    exit: 1,
    message: ({ count, from, problem }) => `keyturn couldn't remove ${count} from the ${from}: ${problem}`,
    safe: 'Every secret is in the new store. keyturn read each one back and now uses the new store.',
    actions: ({ to }) => [`Fix the problem, then run \`keyturn store move ${to}\` again. It removes what is left.`],
  }),
  RevealNeedsTerminal: unchanged<Record<never, never>>({
    exit: 2,
    message: () => 'keyturn writes a secret to a pipe or to JSON only if you ask for it',
    actions: () => ['Add `--unsafe-stdout`, or use `--to-file <path>`.'],
  }),
};
