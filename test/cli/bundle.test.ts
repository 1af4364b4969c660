import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const dist = join(import.meta.dirname, '../../dist');

/** These run when they are loaded. */
const isProgram = (name: string) => name === 'main.js' || name.endsWith('-broker.js');

it('every part of the shipped program loads, as the same code does in the tests', () => {
  const parts = readdirSync(dist).filter((name) => name.endsWith('.js') && !isProgram(name));
  expect(parts.length).toBeGreaterThan(100);
  const urls = parts.map((name) => pathToFileURL(join(dist, name)).href);
  const script = `for (const url of ${JSON.stringify(urls)}) await import(url); console.log('loaded');`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(stdout, stderr).toBe('loaded\n');
});
