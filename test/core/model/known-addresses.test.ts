import { expect, it } from 'vitest';
import { mostKnownAddresses, readKnownAddresses } from '../../../src/core/model/known-addresses.ts';

it('reads one address or network a line, without comments and empty lines', () => {
  const text = '\uFEFF# offices\r\n198.51.100.0/24  # Paris\r\n\r\n  2001:db8::7\n#198.51.101.1\n';
  expect(readKnownAddresses(text)).toEqual({ ok: true, networks: ['198.51.100.0/24', '2001:db8::7'] });
});

it.each([
  ['198.51.100.7\n# more\n198.51.100.7 198.51.100.8', 'no-address', 3],
  ['vpn.acme.example', 'no-address', 1],
  ['0.0.0.0/0', 'no-address', 1],
  ['# nothing\n\n', 'empty', 1],
  ['', 'empty', 1],
])('refuses %j: %s in line %i', (text, problem, line) => {
  expect(readKnownAddresses(text)).toEqual({ ok: false, problem, line });
});

it('takes no more lines than a record can hold', () => {
  const lines = (count: number) => new Array<string>(count).fill('198.51.100.7').join('\n');
  expect(readKnownAddresses(lines(mostKnownAddresses)).ok).toBe(true);
  const many = readKnownAddresses(lines(mostKnownAddresses + 1));
  expect(many).toEqual({ ok: false, problem: 'too-many', line: mostKnownAddresses + 1 });
});
