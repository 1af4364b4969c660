import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readPublicKeys } from '../../src/core/adapters/sealing/public-keys.ts';
import { backedUp, filesIn, phrase, settingsText } from '../core/backup/backup-bench.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = (program: string, args: readonly string[]) =>
  execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** Makes a key pair. Returns the path of the public key. */
const kinds: Readonly<Record<string, (path: string) => string>> = {
  'an age key': (path) => {
    run('age-keygen', ['-o', path]);
    writeFileSync(`${path}.pub`, run('age-keygen', ['-y', path]));
    return `${path}.pub`;
  },
  'an Ed25519 key': (path) => sshKey(path, ['-t', 'ed25519']),
  'an RSA key': (path) => sshKey(path, ['-t', 'rsa', '-b', '3072']),
  'an RSA key in PEM': (path) => sshKey(path, ['-t', 'rsa', '-b', '2048', '-m', 'PEM']),
};

function sshKey(path: string, type: readonly string[]): string {
  run('ssh-keygen', ['-q', '-N', '', '-C', 'ana', ...type, '-f', path]);
  return `${path}.pub`;
}

function home(): string {
  const path = join(tempFolder(), 'home');
  mkdirSync(path, { mode: 0o700 });
  return path;
}

describe.runIf(isInstalled())('a backup', () => {
  it.each(Object.entries(kinds))(
    'for %s is opened by the stock age, and what that encrypts by keyturn',
    async (_kind, make) => {
      const key = join(tempFolder(), 'key');
      const recipients = make(key);
      const keys = await readPublicKeys(readFileSync(recipients, 'utf8'), recipients);
      const { path, folder } = await backedUp({ kind: 'keys', keys });
      const plain = run('age', ['-d', '-i', key, path]);
      expect(plain.toString('latin1')).toMatch(/^keyturn backup 1\n/);
      expect(plain.includes(settingsText)).toBe(true);
      expect(plain.includes('CANARY-now')).toBe(true);

      const [content, again] = [join(folder, 'plain'), join(folder, 'again.age')];
      writeFileSync(content, plain);
      run('age', ['-R', recipients, '-o', again, content]);
      const backup = await filesIn(home()).open(again, { kind: 'identity', path: key });
      expect(backup.secrets).toHaveLength(3);
      expect(await backup.state.apps.list()).toHaveLength(1);
      await backup.close();
    },
  );

  it('with a passphrase is opened by the stock age, and what that encrypts by keyturn', async () => {
    const { path, folder } = await backedUp();
    const [plain, again] = [join(folder, 'plain'), join(folder, 'again.age')];
    await typedInto('age', ['-d', '-o', plain, path]);
    expect(readFileSync(plain).toString('latin1')).toMatch(/^keyturn backup 1\n/);
    await typedInto('age', ['-p', '-o', again, plain]);
    const backup = await filesIn(home()).open(again, phrase);
    expect(backup.secrets).toHaveLength(3);
    await backup.close();
  });
});

/** Runs a program in a terminal, and types the passphrase each time it is asked for. */
function typedInto(program: string, args: string[]): Promise<void> {
  const terminal = spawn(program, args, { cols: 500 });
  const timer = setTimeout(() => terminal.kill('SIGKILL'), 300_000);
  onTestFinished(() => clearTimeout(timer));
  return new Promise((resolve) => {
    let asked = 0;
    let shown = '';
    terminal.onData((data) => {
      shown += data;
      const questions = shown.match(/passphrase[^:\n]*: ?/gi)?.length ?? 0;
      for (; asked < questions; asked += 1) terminal.write(`${phrase.passphrase.reveal()}\r`);
    });
    terminal.onExit(() => resolve());
  });
}

function isInstalled(): boolean {
  try {
    execFileSync('age', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
