import { outsideError } from '../../plain/outside-text.ts';
import { type KeyturnError, reason } from '../../reasons/errors.ts';
import { keychainProblems, unlockKeyring } from '../../words/store-problems.ts';
import { BrokerTimedOut } from '../broker.ts';

type KnownMessages = readonly (readonly [RegExp, keyof typeof keychainProblems])[];

/** Messages of keytar and libsecret, tested with gnome-keyring on Debian 12. */
const linuxMessages: KnownMessages = [
  [/autolaunch D-Bus|DBUS_SESSION_BUS_ADDRESS/i, 'noSession'],
  [/could not connect|connection refused|connection is closed|error receiving data/i, 'sessionGone'],
  [/org\.freedesktop\.secrets|StartServiceByName|ServiceUnknown/i, 'noService'],
  [/does not exist at path .*collection/i, 'noKeyring'],
  [/locked collection|is ?locked|dismissed|cancell?ed/i, 'locked'],
  [/native addon|libsecret/i, 'noLibsecret'],
];

const otherMessages: KnownMessages = [
  [/native addon/i, 'noLibrary'],
  [/user interaction is not allowed|dismissed|cancell?ed/i, 'nobodyThere'],
];

/** Why keyturn can't use the keychain, from the message of its library. */
export interface KeychainProblem {
  readonly problem: string;
  readonly cure: string;
  readonly cause?: unknown;
}

export function keychainProblem(error: unknown, platform: string = process.platform): KeychainProblem {
  if (error instanceof BrokerTimedOut) return { ...keychainProblems.silent, cause: error };
  const message = outsideError(error);
  const known = platform === 'linux' ? linuxMessages : otherMessages;
  const [, code] = known.find(([pattern]) => pattern.test(message)) ?? [];
  return { ...(code ? keychainProblems[code] : { problem: message, cure: unlockKeyring }), cause: error };
}

export function keychainUnavailable({ problem, cure, cause }: KeychainProblem): KeyturnError {
  return reason('KeychainUnavailable', { problem, cure }, cause === undefined ? {} : { cause });
}
