import { parseNetwork } from '../plain/ip.ts';

/** Addresses of a login history, compared with a list of known ones. */
export interface SeenAddresses {
  /** How many are on the list. */
  readonly known: number;
  /** How many are not. Addresses from which only keyturn itself asked for tokens aren't counted. */
  readonly unknown: number;
  /** Some of the unknown ones, the busiest first. */
  readonly some: readonly string[];
}

/** Most lines of a list. A run's record has all of them. */
export const mostKnownAddresses = 1000;

export type KnownAddressesProblem = 'no-address' | 'too-many' | 'empty';

type Read =
  | { readonly ok: true; readonly networks: readonly string[] }
  | { readonly ok: false; readonly problem: KnownAddressesProblem; readonly line: number };

/** One address or network a line. What follows `#` is a comment. The first bad line is named by its number alone: it may hold anything. */
export function readKnownAddresses(text: string): Read {
  const networks: string[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const network = line.replace(/#.*$/, '').trim();
    if (network === '') continue;
    if (parseNetwork(network) === null) return { ok: false, problem: 'no-address', line: index + 1 };
    networks.push(network);
    if (networks.length > mostKnownAddresses) return { ok: false, problem: 'too-many', line: index + 1 };
  }
  return networks.length === 0 ? { ok: false, problem: 'empty', line: 1 } : { ok: true, networks };
}
