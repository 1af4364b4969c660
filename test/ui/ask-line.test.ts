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
