import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createOutput, fail, type Streams } from '../../../src/cli/output.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { withPracticeFlag } from '../../../src/core/reasons/practice-commands.ts';

describe('commands that are named after one that ran with --practice', () => {
  it.each([
    ['`keyturn resume ERP` goes on.', '`keyturn resume ERP --practice` goes on.'],
    ['Run `keyturn`, or `keyturn status`.', 'Run `keyturn --practice`, or `keyturn status --practice`.'],
    ['`keyturn status --practice`', '`keyturn status --practice`'],
    ['`keyturn practice reset`', '`keyturn practice reset`'],
    ['`keyturn rotate --help`', '`keyturn rotate --help`'],
    ['`keyturn daemon install`', '`keyturn daemon install`'],
    ['`keyturn daemon`', '`keyturn daemon --practice`'],
    ['`keyturn doctor -o acme`', '`keyturn doctor -o acme`'],
    ['`keyturn doctor -o practice`', '`keyturn doctor --practice`'],
    ['`keyturn emergency ERP -o <org> --contain`', '`keyturn emergency ERP --contain --practice`'],
    ['`keyturn doctor --target-org practice --practice`', '`keyturn doctor --practice`'],
    ['`sudo keyturn`, keyturn and `keyturned`', '`sudo keyturn`, keyturn and `keyturned`'],
  ])('%s', (text, expected) => {
    expect(withPracticeFlag(text)).toBe(expected);
  });

  const told = (act: (streams: Streams) => void) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    act({ stdin: new PassThrough(), stdout, stderr } as unknown as Streams);
    return `${stdout.read() ?? ''}${stderr.read() ?? ''}`;
  };
  const trouble = reason('AppNotWatched', { app: 'ERP', known: [] });

  it.each([true, false])('are true in errors, warnings and results (JSON: %s)', (isJson) => {
    const all = told((streams) => {
      const output = createOutput(streams, { isJson, wording: withPracticeFlag });
      output.warn('Then `keyturn check`.');
      output.note('Now `keyturn stage`.');
      output.succeed({ app: '`keyturn x`', nextStep: '`keyturn resume`', lines: [{ cure: '`keyturn watch`' }] }, [
        'Then `keyturn resume`.',
        '`keyturn watch`',
      ]);
      fail(trouble, streams, { isJson, wording: withPracticeFlag });
    });
    for (const command of ['check', 'stage', 'resume', 'watch', 'setup']) {
      expect(all).toContain(`\`keyturn ${command} --practice\``);
    }
    expect(all).not.toContain('keyturn x --practice');
  });

  it('are left alone otherwise', () => {
    expect(told((streams) => void fail(trouble, streams, { isJson: false }))).not.toContain('--practice');
  });
});
