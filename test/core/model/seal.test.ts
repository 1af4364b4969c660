import { expect, it } from 'vitest';
import { parseSeal, type Seal, sealText } from '../../../src/core/model/seal.ts';

const seal: Seal = {
  chain: '3f9a1c02b7d4',
  line: 128,
  hash: 'ab'.repeat(32),
  at: Date.UTC(2026, 10, 30, 9, 12, 44),
  key: '7be21c04',
  mac: '01'.repeat(16),
};
const text = sealText(seal);

it('reads what it writes', () => {
  expect(text).toBe(`kts1-3f9a1c02b7d4-128-20261130T091244Z-7be21c04-${'ab'.repeat(32)}-${'01'.repeat(16)}`);
  expect(parseSeal(text)).toEqual(seal);
});

it.each([
  `\`${text}\``,
  ` ${text.slice(0, 60)}\n  ${text.slice(60)}\r\n`,
  `"${text}"`,
  text.replace('ab'.repeat(32), 'AB'.repeat(32)),
])('reads a copy that a chat or a mail changed: %j', (copy) => {
  expect(parseSeal(copy)).toEqual(seal);
});

it.each([
  '',
  'kts1',
  text.slice(0, -1),
  `${text}0`,
  text.replace('kts1', 'kts2'),
  text.replace('-128-', '-0-'),
  text.replace('-128-', '-0128-'),
  text.replace('-128-', '-9999999999999999-'),
  text.replace('1130T', '1331T'),
  text.replace('1130T', '0231T'),
  text.replace('7be21c04', '7be21c0g'),
  text.replace('3f9a1c02b7d4', '3f9a_1c02'),
  `${text} and more`,
  `${text}${' '.repeat(400)}`,
  'a'.repeat(1_000_000),
])('refuses %#', (copy) => {
  expect(parseSeal(copy)).toBeNull();
});
