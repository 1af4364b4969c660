import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createOutput, fail, type Streams } from '../../src/cli/output.ts';
import { reason } from '../../src/core/reasons/errors.ts';

/** What a command wrote to a terminal of this width; null for a pipe. */
function written(columns: number | null, work: (streams: Streams) => void): string {
  const stream = Object.assign(new PassThrough(), columns === null ? {} : { isTTY: true, columns });
  work({ stdin: process.stdin, stdout: stream, stderr: stream } as unknown as Streams);
  return String(stream.read());
}

describe('lines for people', () => {
  const succeed = (streams: Streams) =>
    createOutput(streams, { isJson: false }).succeed({}, ['  • one two three', 'BEGIN:VCALENDAR\nSUMMARY:one two']);

  it('break at spaces on a terminal', () => {
    expect(written(12, succeed)).toBe('  • one two\n    three\nBEGIN:VCALENDAR\nSUMMARY:one two\n');
    const failed = written(
      60,
      (streams) => void fail(reason('StateBusy', { path: '/srv/state.db' }), streams, { isJson: false }),
    );
    expect(Math.max(...failed.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('stay whole in a pipe', () => {
    expect(written(null, succeed)).toBe('  • one two three\nBEGIN:VCALENDAR\nSUMMARY:one two\n');
  });
});
