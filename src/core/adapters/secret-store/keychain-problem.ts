import { plainText } from '../../plain/text.ts';
import { type KeyturnError, reason } from '../../reasons/errors.ts';
import { BrokerTimedOut } from '../broker.ts';

interface KnownProblem {
  readonly pattern: RegExp;
  readonly problem: string;
  readonly cure: string;
}

const startKeyring = 'Sign in to a desktop session, or run keyturn under `dbus-run-session` with an unlocked keyring.';
const unlock = 'Unlock the keyring (with the password of the desktop session), then run the same command again.';

/** Messages as keytar and libsecret give them, tried with gnome-keyring on Debian 12. */
const linuxProblems: readonly KnownProblem[] = [
  {
    pattern: /autolaunch D-Bus|DBUS_SESSION_BUS_ADDRESS/i,
    problem: 'there is no D-Bus session to reach it through',
    cure: startKeyring,
  },
  {
    pattern: /could not connect|connection refused|connection is closed|error receiving data/i,
    problem: 'the D-Bus session that it is reached through is gone',
    cure: startKeyring,
  },
  {
    pattern: /org\.freedesktop\.secrets|StartServiceByName|ServiceUnknown/i,
    problem: 'no Secret Service is running',
    cure: 'Install one: `sudo apt-get install gnome-keyring` (or use KWallet or KeePassXC), then sign in again.',
  },
  {
    pattern: /does not exist at path .*collection/i,
    problem: 'it has no login keyring yet',
    cure: 'Sign in to a desktop session once, or make one with `gnome-keyring-daemon --unlock`.',
  },
  { pattern: /locked collection|is ?locked|dismissed|cancell?ed/i, problem: 'it is locked', cure: unlock },
  {
    pattern: /native addon|libsecret/i,
    problem: 'the library libsecret is missing',
    cure: 'Install it: `sudo apt-get install libsecret-1-0` (Fedora: `sudo dnf install libsecret`).',
  },
];

const otherProblems: readonly KnownProblem[] = [
  {
    pattern: /native addon/i,
    problem: `there is no keychain library for ${process.platform} on ${process.arch}`,
    cure: 'Use a platform that keytar supports.',
  },
  {
    pattern: /user interaction is not allowed|dismissed|cancell?ed/i,
    problem: 'it is locked and nobody was there to unlock it',
    cure: 'Unlock the keychain in the desktop session, then run the same command again.',
  },
];

/** Why the keychain can't be used, in words, and what its library said itself. */
export interface KeychainProblem {
  readonly problem: string;
  readonly cure: string;
  readonly cause?: unknown;
}

export function keychainProblem(error: unknown): KeychainProblem {
  if (error instanceof BrokerTimedOut) {
    return {
      problem: 'it does not answer; it may be waiting for its password in a window',
      cure: unlock,
      cause: error,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  const known = process.platform === 'linux' ? linuxProblems : otherProblems;
  const match = known.find(({ pattern }) => pattern.test(message));
  const { problem, cure } = match ?? { problem: plainText(message), cure: unlock };
  return { problem, cure, cause: error };
}

/** A canary that was written without an error and read back as something else, or as nothing. */
export const keychainLosesValues: KeychainProblem = {
  problem: 'a value that was written to it could not be read back; it may be locked',
  cure: unlock,
};

export function keychainUnavailable({ problem, cure, cause }: KeychainProblem): KeyturnError {
  return reason('KeychainUnavailable', { problem, cure }, cause === undefined ? {} : { cause });
}
