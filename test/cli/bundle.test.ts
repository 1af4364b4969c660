import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

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

it('`keyturn status` loads few files, and no more than it needs', () => {
  const preload = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    const files = [];
    registerHooks({ load: (url, context, next) => (files.push(url), next(url, context)) });
    process.on('exit', () => process.stderr.write(files.join(' ')));
  `)}`;
  const program = join(import.meta.dirname, '../../bin/keyturn.cjs');
  const env = { PATH: process.env.PATH, HOME: tempFolder(), KEYTURN_HOME: join(tempFolder(), 'home') };
  const args = ['--import', preload, program, 'status', '--json'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  expect(status, stderr).toBe(0);
  const files = stderr.split(' ').filter((url) => url.startsWith('file:'));
  const bytes = files.reduce((sum, url) => sum + statSync(new URL(url)).size, 0);
  expect(files.filter((url) => url.includes('node_modules'))).toEqual([]);
  expect(files.length, files.join('\n')).toBeLessThanOrEqual(24);
  expect(bytes).toBeLessThanOrEqual(560_000);
});
