import { type KnownAddressesProblem, mostKnownAddresses, type SeenAddresses } from '../model/known-addresses.ts';
import { withoutCode } from '../plain/markdown.ts';

/** What people do about the addresses that were compared with their list. */
export const knownAddressWords = {
  unknown: (count: number, some: string) =>
    `Check the sign-ins from ${count} ${count === 1 ? 'address that is' : 'addresses that are'} not on your list: ${some}. The report has their times.`,
  allKnown:
    'No sign-in that keyturn read came from an address outside your list. Somebody else may use a known address, too.',
  unread: "keyturn couldn't compare addresses with your list: it couldn't read the login history.",
} as const;

/** @param seen null if the login history couldn't be read */
export function knownAddressStep(seen: SeenAddresses | null): string {
  if (seen === null) return knownAddressWords.unread;
  if (seen.unknown === 0) return knownAddressWords.allKnown;
  const few = seen.some.map((address) => withoutCode(address, 60)).join(', ');
  const more = seen.unknown - seen.some.length;
  return knownAddressWords.unknown(seen.unknown, more > 0 ? `${few} and ${more} more` : few);
}

/** Why a file isn't a list of known addresses. Its line is never repeated: it may hold anything. */
export const knownAddressProblems: Readonly<Record<KnownAddressesProblem, (path: string, line: number) => string>> = {
  'no-address': (path, line) =>
    `--known-addresses: line ${line} of ${path} is neither an IP address nor a network such as 198.51.100.0/24`,
  'too-many': (path, line) =>
    `--known-addresses: ${path} has more than ${mostKnownAddresses} addresses (from line ${line} on). Write networks such as 198.51.100.0/24`,
  empty: (path) => `--known-addresses: ${path} has no address`,
};
