import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createOutput, type Streams } from '../../src/cli/output.ts';

const hostile = 'a\u001b]8;;https://evil.example\u0007b\u001b[2Jc\u009b31md\u202ee\u200bf\u0000g\u2028h\r\n\ti';

function outputOf(isJson: boolean) {
  const shown = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') =>
    Object.assign(new PassThrough(), {
      write: (text: string) => {
        shown[name] += text;
        return true;
      },
    });
  const streams = { stdin: process.stdin, stdout: stream('stdout'), stderr: stream('stderr') } as unknown as Streams;
  return { output: createOutput(streams, { isJson }), shown };
}

const obeyed = /[^\P{Cc}\n\r\t]|[\u202a-\u202e\u200b\u2066-\u2069]/u;

it('no line that a command writes has what a terminal obeys, or what turns or hides text', () => {
  const { output, shown } = outputOf(false);
  output.line(hostile);
  output.note(hostile);
  output.warn(hostile);
  output.succeed({}, [hostile, [{ text: hostile, bold: true }]]);
  expect(shown.stdout + shown.stderr).not.toMatch(obeyed);
  expect(shown.stdout).toContain('abcdefg');
  expect(shown.stdout).toContain('\n\ti');
});

it('a document has it escaped, with the same values', () => {
  const { output, shown } = outputOf(true);
  output.succeed({ label: hostile }, []);
  expect(shown.stdout).not.toMatch(/[^\P{Cc}\n]|[\u2028-\u202e\u200b\u2066-\u2069]/u);
  expect(JSON.parse(shown.stdout).result.label).toBe(hostile);
});
