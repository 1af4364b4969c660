import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRunning, removeLeftovers, writeDurably } from '../../../src/core/adapters/durable-file.ts';
import { tempFolder } from '../../support/temp-folder.ts';

describe('a durable write', () => {
  it('makes or replaces a file for its owner alone and leaves nothing else', async () => {
    const folder = tempFolder();
    const path = join(folder, 'file');
    await writeDurably({ path, content: 'old and longer' });
    await writeDurably({ path, content: 'new' });
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('puts a finished file in the place of the old one, which whoever reads it goes on reading', async () => {
    const path = join(tempFolder(), 'file');
    await writeDurably({ path, content: 'old' });
    const reader = openSync(path, 'r');
    await writeDurably({ path, content: 'new' });
    expect(readFileSync(reader, 'utf8')).toBe('old');
    closeSync(reader);
  });

  it('keeps the old file when what lies on the disk is not good', async () => {
    const folder = tempFolder();
    const path = join(folder, 'file');
    await writeDurably({ path, content: 'old' });
    const verify = async (content: Buffer) => {
      throw new Error(`read back: ${content}`);
    };
    await expect(writeDurably({ path, content: 'new', verify })).rejects.toThrow('read back: new');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('never replaces a file when it is to be a new one', async () => {
    const folder = tempFolder();
    const path = join(folder, 'file');
    await writeDurably({ path, content: 'first', isNew: true });
    const second = writeDurably({ path, content: 'second', isNew: true });
    await expect(second).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(path, 'utf8')).toBe('first');
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('what killed writers left', () => {
  it('is taken away, with the logs of a database, and nothing else', async () => {
    const folder = tempFolder();
    const gone = 'state.db.4194303-0a0b0c0d.tmp';
    const kept = [`state.db.${process.pid}-0a0b0c0d.tmp`, 'notes.tmp', 'state.db'];
    for (const name of [gone, `${gone}-wal`, `${gone}-shm`, ...kept]) writeFileSync(join(folder, name), '');
    await removeLeftovers(folder);
    expect(readdirSync(folder).sort()).toEqual(kept.sort());
  });
});

it.runIf(process.platform === 'linux')(
  'a process that was killed and that its parent has not noticed runs no more',
  async () => {
    // The shell becomes a program that never asks for its children.
    const parent = spawn('/bin/sh', ['-c', 'sleep 1000 & echo $!; exec sleep 1000'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line);
    try {
      expect(isRunning(pid)).toBe(true);
      // Until then, the shell still asks for its children.
      await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n');
      process.kill(pid, 'SIGKILL');
      await expect.poll(() => isRunning(pid)).toBe(false);
      expect(() => process.kill(pid, 0)).not.toThrow();
      expect(isRunning(Number(parent.pid))).toBe(true);
    } finally {
      parent.kill('SIGKILL');
    }
  },
);
