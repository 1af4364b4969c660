import { countOf } from '../plain/text.ts';

/** Why keyturn doesn't use the encrypted file, an entry in a store, or a passphrase file. */
export const storeProblems = {
  choose: 'choose keychain or file',
  anotherPair: 'it holds different credentials',
  noPair: 'it holds no credentials',
  changed: 'its content was changed, or it belongs to a different identity',
  lost: (identity: string, pairs: number) =>
    `${identity} is missing, and ${countOf(pairs, 'stored secret')} can't be opened without it`,
  restore: (folder: string) => `Restore it from a backup, or move ${folder} away.`,
  noIdentity: 'it is not an age identity that a passphrase opens',
  otherIdentity: 'it belongs to a different identity than identity.age',
  notOurs: 'keyturn did not write this entry',
  notMadeHere: "somebody without the store's passphrase wrote it",
  stillThere: 'the entry still exists after keyturn removed it',
  tooLong: (bytes: number) => `it is longer than ${bytes} bytes`,
  noKind: (origin: string, text: string) => `${origin} ${text}: use keychain or file`,
  madeUp: "keyturn made up the passphrase of the practice org's store, and remembers it. It protects no real secret",
  empty: 'it is empty',
  fillFile: 'Write the passphrase into a regular file, on one line. Then run the same command again.',
  notPrivate: 'other users can read or write it',
} as const;

/** The name of the keychain on a platform. */
export function keychainName(platform: string): string {
  if (platform === 'darwin') return 'macOS Keychain';
  return platform === 'win32' ? 'Windows Credential Manager' : 'Secret Service (GNOME Keyring, KWallet)';
}

const startKeyring = 'Sign in to a desktop session, or run keyturn under `dbus-run-session` with an unlocked keyring.';
export const unlockKeyring =
  'Unlock the keyring (with the password of your desktop session), then run the same command again.';

/** Why keyturn can't use the keychain, and what to do. */
export const keychainProblems = {
  noSession: { problem: 'there is no D-Bus session to reach it', cure: startKeyring },
  sessionGone: { problem: 'the D-Bus session to reach it is gone', cure: startKeyring },
  noService: {
    problem: 'no Secret Service is running',
    cure: 'Install one with `sudo apt-get install gnome-keyring` (or use KWallet or KeePassXC), then sign in again.',
  },
  noKeyring: {
    problem: 'it has no login keyring yet',
    cure: 'Sign in to a desktop session once, or create one with `gnome-keyring-daemon --unlock`.',
  },
  locked: { problem: 'it is locked', cure: unlockKeyring },
  noLibsecret: {
    problem: 'the library libsecret is missing',
    cure: 'Install it with `sudo apt-get install libsecret-1-0` (Fedora: `sudo dnf install libsecret`).',
  },
  noLibrary: {
    problem: `there is no keychain library for ${process.platform} on ${process.arch}`,
    cure: 'Use a platform that keytar supports.',
  },
  nobodyThere: {
    problem: 'it is locked, and nobody unlocked it',
    cure: 'Unlock the keychain in the desktop session, then run the same command again.',
  },
  silent: { problem: 'it does not answer. It may be waiting for its password in a window', cure: unlockKeyring },
  losesValues: {
    problem: "a value written to it couldn't be read back. It may be locked",
    cure: unlockKeyring,
  },
} as const;
