import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { askLine } from '../../src/ui/ask-line.ts';
import type { TerminalInput, TerminalOutput } from '../../src/ui/kit/streams.ts';

it('leaves what follows an interruption a line of its own', async () => {
  const [stdin, output] = [new PassThrough(), new PassThrough()];
  const leave = new AbortController();
  const asked = askLine({
    stdin: stdin as unknown as TerminalInput,
    output: output as unknown as TerminalOutput,
    prompt: 'Continue? [y/N] ',
    signal: leave.signal,
  });
  leave.abort();
  expect(await asked).toBe(null);
  expect(String(output.read())).toBe('Continue? [y/N] \n');
});

/** A terminal that a person types into. */
function terminal(interrupt?: () => void) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const leave = new AbortController();
  const asked = askLine({
    stdin: stdin as unknown as TerminalInput,
    output: output as unknown as TerminalOutput,
    prompt: 'Type delete: ',
    signal: leave.signal,
    interrupt: interrupt ?? (() => leave.abort()),
  });
  return { stdin, asked, shown: () => String(output.read() ?? '') };
}

it('shows what is typed, and nothing for Esc', async () => {
  const { stdin, asked, shown } = terminal();
  for (const key of ['delx', '\x7f', 'ete', '\r']) stdin.write(key);
  expect(await asked).toBe('delete');
  expect(shown()).toContain('delx');
  const other = terminal();
  for (const key of ['\x1b', '\x1b[A', '\x03']) other.stdin.write(key);
  expect(await other.asked).toBe(null);
  expect(other.shown()).not.toMatch(/\^\[|\^C/);
});

it('leaves after ctrl+c with a line of its own, and after ctrl+d', async () => {
  for (const key of ['\x03', '\x04']) {
    const { stdin, asked, shown } = terminal();
    stdin.write(key);
    expect(await asked).toBe(null);
    expect(shown()).toMatch(/Type delete: [^\n]*\n$/);
  }
});
