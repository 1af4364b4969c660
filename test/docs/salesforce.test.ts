import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/salesforce.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => /^\| .+ \| `test\//.test(line))
  .map((line) => line.slice(2, -2).split(' | '));
const sources = /^(documented|observed|third parties|open)\b/;

it('has facts with a kind of source, what keyturn does, and a test', () => {
  expect(rows.length).toBeGreaterThan(20);
  const facts = page.split('\n').filter((line) => line.startsWith('| ') && line.split(' | ').length >= 4);
  expect(facts.filter((line) => !line.startsWith('| fact |') && !line.includes('`test/'))).toEqual([]);
});

it.each(rows.map((row) => [row[0], row] as const))('%s', (_fact, row) => {
  expect(row).toHaveLength(5);
  const [fact = '', source = '', seen = '', does = '', test = ''] = row;
  expect([fact, does].map((text) => text.trim() !== '')).toEqual([true, true]);
  expect(source).toMatch(sources);
  if (!source.startsWith('open')) expect(seen).toMatch(/20\d\d|API version \d\d/);
  expect([test, existsSync(join(root, test.replaceAll('`', '').trim()))]).toEqual([test, true]);
});
