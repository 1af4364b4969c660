import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import config from '../../vitest.mutation.config.ts';

const root = join(import.meta.dirname, '../..');

it('the mutation tests walk no table from which only some rows are chosen', () => {
  const { include = [], exclude = [] } = config.test ?? {};
  const files = include.flatMap((pattern) => globSync(pattern, { cwd: root, exclude }));
  expect(files.length).toBeGreaterThan(50);
  const sampled = files.filter((file) => readFileSync(join(root, file), 'utf8').includes('support/sample.ts'));
  expect(sampled).toEqual([]);
});

it('they run in threads, as Stryker runs them', () => {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = ['run', '--config', 'vitest.mutation.config.ts', '--pool', 'threads', 'test/core/machine/retries'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, ...args], { cwd: root, encoding: 'utf8' });
  expect(status, `${stdout}${stderr}`).toBe(0);
});
