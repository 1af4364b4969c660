import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const page = readFileSync('docs/threat-model.md', 'utf8');
/** The cells of each row that says what stops whom. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`test/'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const pathsIn = (text: string) => [...text.matchAll(/`((?:src|test|scripts)\/[^`]+)`/g)].map(([, path]) => path ?? '');

it('names files and tests that exist', () => {
  const paths = pathsIn(page);
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});

it.each(rows)('says for %s and %s what stops it, and which test shows it', (...cells) => {
  const [, , stops = '', shown = ''] = cells;
  expect(cells).toHaveLength(5);
  expect(pathsIn(stops).filter((path) => /^(src|scripts)\//.test(path))).not.toEqual([]);
  expect(pathsIn(shown).filter((path) => /^test\/.+\.test\.tsx?$/.test(path))).not.toEqual([]);
});

it('is linked from where a reader looks', () => {
  expect(rows.length).toBeGreaterThan(14);
  expect(readFileSync('README.md', 'utf8')).toContain('docs/threat-model.md');
  expect(page).toMatch(/runs as you/);
});
