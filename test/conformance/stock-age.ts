import { execFileSync } from 'node:child_process';
import { spawn } from '@lydell/node-pty';
import { onTestFinished } from 'vitest';

/** Whether the standard `age` tool is installed. */
export function hasAge(): boolean {
  try {
    execFileSync('age', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs a program, and gives back what it writes. */
export function run(program: string, args: readonly string[]): Buffer {
  return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Makes an age key at a path. Returns the public key. */
export function ageKey(path: string): string {
  run('age-keygen', ['-o', path]);
  return run('age-keygen', ['-y', path]).toString();
}

/** Makes an SSH key at a path, and its public key beside it. */
export function sshKey(path: string, type: readonly string[]): void {
  run('ssh-keygen', ['-q', '-N', '', '-C', 'ana@laptop', ...type, '-f', path]);
}

/** Runs a program in a terminal, types the passphrase each time it is asked for, and gives back what it shows. */
export function typedInto(program: string, args: string[], passphrase: string): Promise<string> {
  const terminal = spawn(program, args, { cols: 500 });
  const timer = setTimeout(() => terminal.kill('SIGKILL'), 300_000);
  onTestFinished(() => clearTimeout(timer));
  return new Promise((resolve) => {
    let asked = 0;
    let shown = '';
    terminal.onData((data) => {
      shown += data;
      const questions = shown.match(/passphrase[^:\n]*: ?/gi)?.length ?? 0;
      for (; asked < questions; asked += 1) terminal.write(`${passphrase}\r`);
    });
    terminal.onExit(() => resolve(shown));
  });
}
