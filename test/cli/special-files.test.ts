import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect, it, onTestFinished } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const erp = ['ERP_Bridge', '--confirm', 'ERP_Bridge', '--yes'];
const setup = ['setup', '--app', 'Billing_Sync', '--yes'];

/** A command line for each flag and argument that names a file. `X` stands for the path. */
const lines: Readonly<Record<string, readonly string[]>> = {
  'setup answers': [...setup, '--answers', 'X'],
  'setup certificate': [...setup, '--certificate', 'X', '--execution-user', 'USER', '--dry-run'],
  'setup saveAnswers': [...setup, '--save-answers', 'X', '--no-certificate', '--execution-user', 'USER', '--dry-run'],
  'setup projectDir': [...setup, '--project-dir', 'X', '--execution-user', 'USER', '--no-certificate', '--dry-run'],
  'emergency report': ['emergency', ...erp, '--report', 'X'],
  'emergency knownAddresses': ['emergency', ...erp, '--known-addresses', 'X'],
  'emergency record': ['emergency', ...erp, '--record', 'X'],
  'emergency card': ['emergency', 'ERP_Bridge', '--card', 'X'],
  'emergency certificate': ['emergency', ...erp, '--by-deploy', '--certificate', 'X'],
  'decommission report': ['decommission', ...erp, '--still-used-ok', '--report', 'X'],
  'consumer add key': ['consumer', 'add', 'ERP_Bridge', 'Ops', '--deliver', 'manual:Ops', '--key', 'X'],
  'consumer edit key': ['consumer', 'edit', 'ERP_Bridge', 'Known', '--key', 'X'],
  'reveal for': ['reveal', 'ERP_Bridge', '--for', 'X', '--to-file', 'NEW'],
  'reveal toFile': ['reveal', 'ERP_Bridge', '--to-file', 'X'],
  'support file': ['support', 'X'],
  'doctor permissionSet': ['doctor', '--permission-set', 'X'],
  'daemon install passphraseFile': ['daemon', 'install', '--passphrase-file', 'X', '--dry-run'],
  'watch deliver': ['watch', 'ERP_Bridge', '--deliver', 'file:X'],
  'daemon install output': ['daemon', 'install', '--system', '--output', 'X'],
  'backup file': ['backup', 'X', '--for', 'PUBLIC', '--replace'],
  'backup for': ['backup', 'NEW', '--for', 'X'],
  'backup passphraseFile': ['backup', 'NEW', '--passphrase-file', 'X'],
  'restore file': ['restore', 'X', '--passphrase-file', 'NEW', '--store', 'file', '--yes'],
  'restore identity': ['restore', 'BACKUP', '--identity', 'X', '--store', 'file', '--yes'],
  'restore passphraseFile': ['restore', 'BACKUP', '--passphrase-file', 'X', '--store', 'file', '--yes'],
  'store passphrase newPassphraseFile': ['store', 'passphrase', '--new-passphrase-file', 'X'],
  'scan path': ['scan', 'X'],
  'practice like': ['practice', '--like', 'X'],
  'uninstall backup': ['uninstall', '--home', '--backup', 'X', '--yes'],
};

const kinds = ['fifo', 'folder', 'device', 'socket'] as const;

it('every flag that names a file is among them', () => {
  const named = Object.entries(commands).flatMap(([command, { inputs }]) =>
    Object.entries(inputs).flatMap(([name, { usage }]) =>
      /^<(file|path|pem|dir|folder|key)>$/.test(usage) && !command.startsWith('config') ? [`${command} ${name}`] : [],
    ),
  );
  expect(named.filter((name) => !Object.hasOwn(lines, name))).toEqual([]);
});

async function special(kind: (typeof kinds)[number], folder: string): Promise<string> {
  const path = join(folder, kind);
  if (kind === 'device') return '/dev/zero';
  if (kind === 'folder') mkdirSync(path);
  if (kind === 'fifo') execFileSync('mkfifo', [path]);
  if (kind === 'socket') {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
  }
  return path;
}

async function watching(): Promise<InProcess> {
  const own = await inProcess();
  await own.works('watch', 'ERP_Bridge', '--deliver', 'manual:Known');
  return own;
}

/** A public key, and a backup for it. */
async function backedUp(own: InProcess, folder: string) {
  const recipient = await identityToRecipient(await generateX25519Identity());
  const path = join(folder, 'backup.age');
  await own.works('backup', path, '--for', recipient);
  return { recipient, path };
}

it.each(kinds)('a %s in place of a file is refused before it is opened', async (kind) => {
  const own = await watching();
  const folder = tempFolder();
  const path = await special(kind, folder);
  const { recipient, path: backup } = await backedUp(own, folder);
  const words: Readonly<Record<string, string>> = { NEW: join(folder, 'new'), PUBLIC: recipient, BACKUP: backup };
  const user = own.org.username.replace(/^[^@]+/, 'int.billing');
  for (const [name, line] of Object.entries(lines)) {
    const args = line.map((arg) => words[arg] ?? arg.replace(/^(file:)?X$/, `$1${path}`).replace('USER', user));
    const { code, stdout } = await own.call(...args, '--json');
    const { name: reason } = JSON.parse(stdout) as { name?: string };
    // A report that can't be written there goes to the usual folder. A scan looks into a folder.
    const mayWork = name.endsWith(' report') || (name === 'scan path' && kind === 'folder');
    expect(code === 0, `${name}: ${stdout}`).toBe(mayWork && reason === undefined);
    expect(reason, stdout).not.toBe('Defect');
  }
});

it.each(kinds)('a %s in place of a file of the home is refused, too', async (kind) => {
  const own = await watching();
  const place = await special(kind, tempFolder());
  for (const name of ['config.json5', 'practice-watch/secrets/identity.age']) {
    const path = join(own.here.home, name);
    rmSync(path, { force: true });
    execFileSync('ln', ['-s', place, path]);
    const { stdout } = await own.call('reveal', 'ERP_Bridge', '--unsafe-stdout', '--json');
    const { name: reason } = JSON.parse(stdout) as { name?: string };
    // Without readable settings, the last good ones apply.
    expect(reason, `${name}: ${stdout}`).toBe(name === 'config.json5' ? undefined : 'StoreDamaged');
    rmSync(path);
  }
});

// What checks each sentence here opens the state, and would wait for a pipe.
it.each(kinds.filter((kind) => kind !== 'fifo'))(
  'a %s in place of the state is refused before it is opened, and repaired',
  async (kind) => {
    const own = await watching();
    const path = join(own.here.home, 'practice-watch/state.db');
    for (const name of [path, `${path}-wal`]) {
      rmSync(name, { force: true });
      if (kind === 'device') symlinkSync('/dev/zero', name);
      else renameSync(await special(kind, own.here.home), name);
      for (const line of [['status'], ['rotate', 'ERP_Bridge', '--yes'], ['doctor']]) {
        const { stdout } = await own.call(...line, '--json');
        expect([line, stdout]).toEqual([
          line,
          expect.stringMatching(/is damaged \(it is (not a regular file|a folder|a link)\)/),
        ]);
      }
      await own.call('doctor', '--repair', '--yes');
      expect((await own.call('status', '--json')).code).toBe(0);
    }
  },
);

it('a link in place of the state that leads nowhere is named, with how to go on without it', async () => {
  const own = await watching();
  const path = join(own.here.home, 'practice-watch/state.db');
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  symlinkSync('../unmounted/state.db', path);
  for (const line of [['status'], ['doctor', '--repair', '--yes']]) {
    const { stdout } = await own.call(...line, '--json');
    expect([line, stdout]).toEqual([line, expect.stringContaining(`is a link to ${own.here.home}/unmounted/state.db`)]);
    expect(stdout).toContain(`rm ${path}`);
  }
  rmSync(path);
  await own.call('doctor', '--repair', '--yes');
  expect((await own.call('status', '--json')).code).toBe(0);
});
