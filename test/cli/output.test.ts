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
    createOutput(streams, { isJson: false, env: { NO_COLOR: '1' } }).succeed({}, [
      '  • one two three',
      'BEGIN:VCALENDAR\nSUMMARY:one two',
    ]);

  it('break at spaces on a terminal', () => {
    expect(written(12, succeed)).toBe('  • one two\n    three\nBEGIN:VCALENDAR\nSUMMARY:one two\n');
    const failed = written(
      60,
      (streams) =>
        void fail(reason('StateBusy', { path: '/srv/state.db' }), streams, {
          isJson: false,
          env: { NO_COLOR: '1' },
        }),
    );
    expect(Math.max(...failed.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('stay whole in a pipe', () => {
    expect(written(null, succeed)).toBe('  • one two three\nBEGIN:VCALENDAR\nSUMMARY:one two\n');
  });
});

describe('a passing line', () => {
  const reading = (streams: Streams) => {
    const output = createOutput(streams, { isJson: false });
    output.passing('Read 1 of 2,000 apps');
    output.note('Done');
  };

  it('is drawn over on a terminal', () => {
    expect(written(80, reading)).toBe('\r\x1b[2KRead 1 of 2,000 apps\r\x1b[2KDone\n');
  });

  it('is not written into a pipe, or for a screen reader', () => {
    expect(written(null, reading)).toBe('Done\n');
    const plain = (streams: Streams) => {
      const output = createOutput(streams, { isJson: false, isPlain: true });
      output.passing('Read 1');
      output.note('Done');
    };
    expect(written(80, plain)).toBe('Done\n');
  });

  it('is removed before an error', () => {
    const interrupted = (streams: Streams) => {
      const output = createOutput(streams, { isJson: false });
      output.passing('Read 1 of 2,000 apps');
      output.passing(null);
    };
    expect(written(80, interrupted)).toBe('\r\x1b[2KRead 1 of 2,000 apps\r\x1b[2K');
  });
});

describe('a document', () => {
  it('words the commands of its sentences, at any depth, and nothing else', () => {
    const result = { cure: '`keyturn x`', note: '`keyturn x`', apps: [{ findings: [{ cure: '`keyturn y`' }] }] };
    const wording = (text: string) => text.replace('keyturn', 'node k');
    const text = written(null, (streams) => createOutput(streams, { isJson: true, wording }).succeed(result, []));
    expect(JSON.parse(text).result).toEqual({
      cure: '`node k x`',
      note: '`keyturn x`',
      apps: [{ findings: [{ cure: '`node k y`' }] }],
    });
  });
});
