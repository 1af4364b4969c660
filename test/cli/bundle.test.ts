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

/** What `keyturn status` writes to stderr with this code loaded before it. */
function statusWithPreload(code: string, home = join(tempFolder(), 'home')): string {
  const preload = `data:text/javascript,${encodeURIComponent(code)}`;
  const program = join(import.meta.dirname, '../../bin/keyturn.cjs');
  // The id of a computer would be hashed. A container has none.
  const container = { KUBERNETES_SERVICE_HOST: 'yes' };
  const env = { ...container, PATH: process.env.PATH, HOME: tempFolder(), KEYTURN_HOME: home };
  const { status, stderr } = spawnSync(process.execPath, ['--import', preload, program, 'status', '--json'], {
    encoding: 'utf8',
    env,
  });
  expect(status, stderr).toBe(0);
  return stderr;
}

it('`keyturn status` loads few files, and no more than it needs', () => {
  const stderr = statusWithPreload(
    `import { registerHooks } from 'node:module';
    const files = [];
    registerHooks({ load: (url, context, next) => (files.push(url), next(url, context)) });
    process.on('exit', () => process.stderr.write(files.join(' ')));`,
  );
  const files = stderr.split(' ').filter((url) => url.startsWith('file:'));
  const bytes = files.reduce((sum, url) => sum + statSync(new URL(url)).size, 0);
  expect(files.filter((url) => url.includes('node_modules'))).toEqual([]);
  expect(files.length, files.join('\n')).toBeLessThanOrEqual(8);
  expect(bytes).toBeLessThanOrEqual(560_000);
});

it('`keyturn status` loads no part of Node that it does not use, and no rules of a language', () => {
  const home = join(tempFolder(), 'home');
  // The first command makes random ids.
  statusWithPreload('', home);
  const stderr = statusWithPreload(
    `String.prototype.localeCompare = Intl.Collator = Intl.Segmenter = Intl.DateTimeFormat = () => { throw new Error('Intl'); };
    process.on('exit', () => process.stderr.write(process.moduleLoadList.join('\\n')));`,
    home,
  );
  const parts = stderr.split('\n').map((line) => line.replace(/^.* /, ''));
  expect(parts).toContain('sqlite');
  const unused = [
    'crypto',
    'worker_threads',
    'child_process',
    'internal/crypto/webcrypto',
    'http',
    'https',
    'zlib',
    'undici',
  ];
  expect(unused.filter((name) => parts.includes(name))).toEqual([]);
});
