import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const erp = 'ERP_Bridge';
const unreadable = '/no/such/folder';

async function scanned({ here }: InProcess, ...args: readonly string[]) {
  const { code, stdout } = await call(here, ['scan', ...args, '--practice', '--json']);
  return { code, text: stdout, ...JSON.parse(stdout) };
}

/** The credentials of the app, and a folder with a file that has them. */
async function leaked(bench: InProcess) {
  await bench.works('watch', erp);
  const folder = tempFolder();
  mkdirSync(join(folder, 'config'));
  const file = join(folder, 'config', '.env');
  await bench.works('reveal', erp, '--to-file', file);
  const [, key = '', secret = ''] = /KEY=(\S+)\n.*SECRET=(\S+)/.exec(readFileSync(file, 'utf8')) ?? [];
  return { folder, file, key, secret };
}

it('names the app, the file and the line of a secret, and the command that replaces it', async () => {
  const bench = await inProcess();
  const { folder, file, key, secret } = await leaked(bench);
  writeFileSync(join(folder, 'notes.md'), `# Notes\n\nThe key is ${key}.\n`);
  const { code, text, result } = await scanned(bench, folder, '--exit-code');
  expect(code).toBe(4);
  expect(text).not.toContain(secret);
  expect(result.findings).toMatchObject([
    { app: erp, found: 'secret', slot: 'primary', mayWork: true, path: file, lines: [1, 2], firstCommit: null },
    { app: erp, found: 'key', mayWork: false, path: join(folder, 'notes.md'), lines: [3] },
  ]);
  expect(result.nextSteps).toEqual([expect.stringMatching(/emergency \S+\/ERP_Bridge --practice`/)]);
  const [, command = ''] = /(emergency \S+ --practice)`/.exec(result.nextSteps[0]) ?? [];
  const ran = await call(bench.here, [...command.split(' '), '--dry-run', '--json']);
  expect([command, ran.code, ran.stdout]).toEqual([expect.any(String), 0, expect.stringContaining(erp)]);
});

it('says of credentials that keyturn has ended that they no longer count', async () => {
  const bench = await inProcess();
  const { folder } = await leaked(bench);
  await bench.works('rotate', erp, '--yes', '--no-consumers', '--grace', '0', '--confirm', erp);
  const { code, result } = await scanned(bench, folder, '--exit-code');
  expect(code).toBe(0);
  expect(result.findings).toMatchObject([{ app: erp, slot: 'ended', mayWork: false }]);
});

it('finds a secret by its fingerprint if the secret store stays closed', async () => {
  const bench = await inProcess();
  const { file } = await leaked(bench);
  await bench.works('rotate', erp, '--yes', '--no-consumers');
  const folder = tempFolder();
  await bench.works('reveal', erp, '--to-file', join(folder, 'new.env'));
  const closed = { ...bench.here, env: { ...bench.here.env, KEYTURN_PASSPHRASE_FILE: unreadable } };
  const { stdout } = await call(closed, ['scan', folder, '--practice', '--json']);
  const { result, warnings } = JSON.parse(stdout);
  expect(result.findings).toMatchObject([{ app: erp, found: 'secret', slot: 'primary', mayWork: true }]);
  expect(warnings).toContainEqual(expect.stringContaining("can't open the secret store"));
  const old = await call(closed, ['scan', file, '--practice', '--json']);
  expect(JSON.parse(old.stdout).result.findings).toMatchObject([{ slot: 'previous', found: 'key' }]);
  expect(JSON.parse(old.stdout).warnings).toContainEqual(expect.stringContaining("doesn't have the consumer secret"));
});

it('reads one file, follows no link, and leaves nothing behind', async () => {
  const bench = await inProcess();
  const { folder, file } = await leaked(bench);
  expect((await scanned(bench, file)).result).toMatchObject({ files: 1, findings: [{ path: file }] });
  const other = tempFolder();
  symlinkSync(folder, join(other, 'link'));
  symlinkSync(file, join(other, 'file'));
  execFileSync('mkfifo', [join(other, 'pipe')]);
  expect((await scanned(bench, other)).result).toMatchObject({ files: 0, findings: [], skipped: [] });
  expect(readdirSync(other).toSorted()).toEqual(['file', 'link', 'pipe']);
});

it.each([
  ['that does not exist', unreadable, 'it does not exist'],
  ['that no system has', `bad\0path`, 'null bytes'],
])('refuses a path %s', async (_what, path, problem) => {
  const bench = await inProcess();
  const { code, name, message } = await scanned(bench, path);
  expect([code, name]).toEqual([2, 'FileUnreadable']);
  expect(message).toContain(problem);
});
