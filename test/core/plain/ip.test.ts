import { expect, it } from 'vitest';
import { isIn, parseNetwork } from '../../../src/core/plain/ip.ts';

function has(network: string, address: string): boolean | null {
  const [one, other] = [parseNetwork(network), parseNetwork(address)];
  return one && other && isIn(one, other);
}

it.each([
  ['198.51.100.7', '198.51.100.7', true],
  ['198.51.100.7', '198.51.100.8', false],
  ['198.51.100.0/24', '198.51.100.255', true],
  ['198.51.100.0/24', '198.51.101.0', false],
  // Only the first bits of a network count.
  ['198.51.100.9/24', '198.51.100.1', true],
  ['128.0.0.0/1', '255.255.255.255', true],
  ['128.0.0.0/1', '127.255.255.255', false],
  ['2001:db8::/32', '2001:DB8:ffff::1', true],
  ['2001:db8::/32', '2001:db9::', false],
  ['2001:db8::1', '2001:db8:0:0:0:0:0:1', true],
  ['::1', '0:0:0:0:0:0:0:1', true],
  ['198.51.100.0/24', '::ffff:198.51.100.7', true],
  ['::ffff:198.51.100.0/120', '198.51.100.7', true],
  ['::ffff:198.51.100.7', '::ffff:c633:6407', true],
  // Of another kind, although their bits are the same.
  ['::c633:6407', '198.51.100.7', false],
  ['::ffff:0:0/96', '198.51.100.7', false],
  // A network is no address, also if it is inside.
  ['198.51.100.0/24', '198.51.100.0/28', false],
])('%s has %s: %s', (network, address, expected) => {
  expect(has(network, address)).toBe(expected);
});

it.each([
  '',
  'Salesforce.com IP',
  'example.com',
  '198.51.100',
  '198.51.100.256',
  '198.51.100.07',
  '198.51.100.7/',
  '198.51.100.7/33',
  '198.51.100.7/-1',
  '0.0.0.0/0',
  '::/0',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8:9',
  '12345::',
  '1.2.3.4::',
  '::1.2.3.4:5',
  '::/129',
  '198.51.100.1-198.51.100.9',
  `198.51.100.7${' '}`,
])('%j is neither an address nor a network', (text) => {
  expect(parseNetwork(text)).toBeNull();
});
