import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startDaemon } from '../support/daemon-process.ts';
import { place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

const isScreen = (path: string) => readFileSync(path, 'utf8').includes('react.transitional.element');

it('keeps watch, and ticks with nothing due, without what draws and what speaks to orgs', async () => {
  const here = place(tempFolder());
  const loaded = join(tempFolder(), 'loaded');
  const hook = join(import.meta.dirname, '../support/loaded-modules.mjs');
  const env = { ...here.env, NODE_OPTIONS: `--import=${hook}`, LOADED_MODULES: loaded };
  const daemon = startDaemon({ ...here, env }, []);
  await daemon.next('tick');
  daemon.kill('SIGTERM');
  expect(await daemon.ended).toBe(0);
  const files = readFileSync(loaded, 'utf8').trimEnd().split('\n');
  expect(files.filter((url) => /@salesforce\/core|jsforce|\/ink\//.test(url))).toEqual([]);
  const chunks = files.filter((url) => url.includes('/dist/')).map((url) => fileURLToPath(url));
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.filter(isScreen)).toEqual([]);
  // What is looked for is what would be found.
  expect(isScreen(join(import.meta.dirname, '../../node_modules/react/cjs/react.production.js'))).toBe(true);
});
