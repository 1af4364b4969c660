/** A block of IP addresses. A single address is a block with all its bits. */
export interface IpNetwork {
  readonly bits: 32 | 128;
  readonly value: bigint;
  /** How many bits from the left must match. */
  readonly prefix: number;
}

/** An address, or a network such as `10.0.0.0/8`. Null for anything else, and for a network of all addresses. */
export function parseNetwork(text: string): IpNetwork | null {
  const [, address = '', length] = /^([\d.]+|[\da-f:.]*:[\da-f:.]*)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const found = address.includes(':') ? parseV6(address) : parseV4(address);
  if (found === null) return null;
  const prefix = length === undefined ? found.bits : Number(length);
  if (prefix < 1 || prefix > found.bits) return null;
  return asV4({ ...found, prefix });
}

/** Whether the address is in the network. Only an address can be, no name. */
export function isIn(network: IpNetwork, address: IpNetwork): boolean {
  const { bits, prefix, value } = network;
  const rest = BigInt(bits - prefix);
  return bits === address.bits && address.prefix === bits && value >> rest === address.value >> rest;
}

type Address = Pick<IpNetwork, 'bits' | 'value'>;

function parseV4(text: string): Address | null {
  const parts = text.split('.');
  // Some programs read a number with a leading zero as octal.
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return null;
  return { bits: 32, value: joined(parts.map(Number), 8n) };
}

function parseV6(text: string): Address | null {
  const halves = text.split('::');
  // Only the end of an address may be an IPv4 address.
  if (halves.length > 2 || (halves.length === 2 && halves[0]?.includes('.'))) return null;
  const [left = [], right = []] = halves.map(groupsOf);
  if (left === null || right === null) return null;
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  return { bits: 128, value: joined([...left, ...new Array<number>(missing).fill(0), ...right], 16n) };
}

/** The groups of one side of `::`. The last may be an IPv4 address. */
function groupsOf(text: string): readonly number[] | null {
  if (text === '') return [];
  const groups = text.split(':');
  const last = groups.at(-1) ?? '';
  const inner = last.includes('.') ? parseV4(last) : null;
  const plain = inner === null ? groups : groups.slice(0, -1);
  if (!plain.every((group) => /^[\da-f]{1,4}$/i.test(group))) return null;
  const tail = inner === null ? [] : [Number(inner.value >> 16n), Number(inner.value & 0xffffn)];
  return [...plain.map((group) => Number.parseInt(group, 16)), ...tail];
}

const mapped = 0xffffn << 32n;

/** `::ffff:198.51.100.7` is the same address as `198.51.100.7`. */
function asV4(network: IpNetwork): IpNetwork {
  const { bits, value, prefix } = network;
  if (bits === 32 || prefix < 96 || value >> 32n !== mapped >> 32n) return network;
  // A block of all of IPv4 stays as it is, and matches nothing.
  return prefix === 96 ? network : { bits: 32, value: value & 0xffffffffn, prefix: prefix - 96 };
}

function joined(parts: readonly number[], width: bigint): bigint {
  return parts.reduce((sum, part) => (sum << width) | BigInt(part), 0n);
}
