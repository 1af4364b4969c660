import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { keyturnInTerminal, makeQuickStore, type Place, place, program } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Sends SIGINT when standard error first has this text, and waits for the end. */
function interruptedAt({ env }: Place, args: readonly string[], at: RegExp): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  let isSent = false;
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
    if (isSent || !at.test(stderr)) return;
    isSent = true;
    child.kill('SIGINT');
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

describe('Ctrl-C', () => {
  it('in a delivery is an interruption, and the run continues where it was', async () => {
    const folder = tempFolder();
    const here = place(join(folder, 'home'));
    const slow = join(folder, 'slow.sh');
    writeFileSync(slow, '#!/bin/sh\ncat > /dev/null\nsleep 60\n');
    chmodSync(slow, 0o700);
    await makeQuickStore(here);
    await call(here, ['watch', 'ERP_Bridge', '--practice', '--json']);
    const rotate = ['rotate', 'ERP_Bridge', '--practice', '--yes', '--json', '--deliver', `exec:${slow}`];
    const { code, stdout } = await interruptedAt(here, rotate, /Delivering/);
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'Interrupted',
      message: 'Interrupted while delivering credentials',
      actions: ['Continue with `keyturn resume ERP_Bridge --practice`.'],
    });
  });

  it('while an org is read is an interruption, and nothing changed', async () => {
    const here = place(tempFolder());
    const { code, stdout } = await interruptedAt(here, ['audit', '--practice', '--json'], /\w/);
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'Interrupted',
      message: 'Interrupted while keyturn audit was running',
      safe: expect.stringContaining('Nothing changed'),
      actions: ['Continue with `keyturn audit --practice`.'],
    });
  });

  it('at the question about the plan ends the command at once', async () => {
    const here = place(tempFolder());
    await makeQuickStore(here);
    await call(here, ['watch', 'ERP_Bridge', '--practice', '--json']);
    const terminal = keyturnInTerminal(here, ['stage', 'ERP_Bridge', '--practice']);
    await terminal.waitFor('Continue?');
    terminal.press('\x03');
    expect(await terminal.exited).toBe(130);
    expect(terminal.written()).toContain('Interrupted');
  });
});

describe('output that nobody can take', () => {
  const shell = (here: Place, line: string) =>
    new Promise<Ended>((resolve) => {
      const command = line.replaceAll('keyturn', `"${process.execPath}" "${program}"`);
      const child = spawn('bash', ['-c', command], { env: { ...process.env, ...here.env } });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text) => {
        stderr += text;
      });
      child.on('close', (code) => resolve({ code, stdout: '', stderr }));
    });

  it.skipIf(process.platform !== 'linux')('a full disk is reported, and is no success', async () => {
    const here = place(tempFolder());
    for (const line of ['keyturn history > /dev/full', 'keyturn --help > /dev/full', 'keyturn --version > /dev/full']) {
      const { code, stderr } = await shell(here, line);
      expect([
        line,
        code,
        stderr.match(/keyturn can't write its output: .*ENOSPC/)?.length,
        stderr.includes('    at '),
      ]).toEqual([line, 1, 1, false]);
    }
    expect((await shell(here, 'keyturn rotat 2> /dev/full')).code).toBe(2);
  });

  it('a closed pipe neither hides the exit code nor stops the work', async () => {
    const here = place(tempFolder());
    const watched = await shell(here, 'set -o pipefail; keyturn watch ERP_Bridge --practice | true');
    expect([watched.code, watched.stderr]).toEqual([0, expect.not.stringContaining('EPIPE')]);
    const status = await call(here, ['status', '--practice', '--json']);
    expect(JSON.parse(status.stdout).result.apps).toHaveLength(1);
  });
});
