import { countOf } from '../plain/text.ts';

/** Why the encrypted file, an entry of a store, or the file of a passphrase is not taken. */
export const storeProblems = {
  anotherPair: 'it holds another pair',
  noPair: 'there is no pair in it',
  changed: 'its content was changed, or it belongs to another identity',
  lost: (identity: string, pairs: number) =>
    `${identity} is missing, and ${countOf(pairs, 'stored pair')} can't be opened without it`,
  restore: (folder: string) => `Restore it from a backup, or move ${folder} away.`,
  noIdentity: 'it is no identity of age that a passphrase opens',
  otherIdentity: 'it belongs to another identity than identity.age',
  notOurs: 'the entry was not written by keyturn',
  stillThere: 'the entry is still there after it was removed',
  tooLong: (bytes: number) => `it is longer than ${bytes} bytes`,
  noKind: (origin: string, text: string) => `${origin} ${text}: it is keychain or file`,
  empty: 'it is empty',
  notPrivate: 'other users may read or write it',
} as const;

/** What a person of this platform calls the keychain. */
export function keychainName(platform: string): string {
  if (platform === 'darwin') return 'macOS Keychain';
  return platform === 'win32' ? 'Windows Credential Manager' : 'Secret Service (GNOME Keyring, KWallet)';
}

const startKeyring = 'Sign in to a desktop session, or run keyturn under `dbus-run-session` with an unlocked keyring.';
export const unlockKeyring =
  'Unlock the keyring (with the password of the desktop session), then run the same command again.';

/** Why the keychain can't be used, and what a person does then. */
export const keychainProblems = {
  noSession: { problem: 'there is no D-Bus session to reach it through', cure: startKeyring },
  sessionGone: { problem: 'the D-Bus session that it is reached through is gone', cure: startKeyring },
  noService: {
    problem: 'no Secret Service is running',
    cure: 'Install one: `sudo apt-get install gnome-keyring` (or use KWallet or KeePassXC), then sign in again.',
  },
  noKeyring: {
    problem: 'it has no login keyring yet',
    cure: 'Sign in to a desktop session once, or make one with `gnome-keyring-daemon --unlock`.',
  },
  locked: { problem: 'it is locked', cure: unlockKeyring },
  noLibsecret: {
    problem: 'the library libsecret is missing',
    cure: 'Install it: `sudo apt-get install libsecret-1-0` (Fedora: `sudo dnf install libsecret`).',
  },
  noLibrary: {
    problem: `there is no keychain library for ${process.platform} on ${process.arch}`,
    cure: 'Use a platform that keytar supports.',
  },
  nobodyThere: {
    problem: 'it is locked and nobody was there to unlock it',
    cure: 'Unlock the keychain in the desktop session, then run the same command again.',
  },
  silent: { problem: 'it does not answer; it may be waiting for its password in a window', cure: unlockKeyring },
  losesValues: {
    problem: 'a value that was written to it could not be read back; it may be locked',
    cure: unlockKeyring,
  },
} as const;
