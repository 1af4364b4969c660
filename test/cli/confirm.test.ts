import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { expectPrinted } from '../support/documents.ts';
import { place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

const app = 'ERP_Bridge';

/** Commands on one practice org, as a script calls them. */
function commands() {
  const { env } = place(tempFolder());
  return async (...args: readonly string[]) => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const streams = { stdin, stdout, stderr } as unknown as Streams;
    const code = await run([...args, '--practice', '--json'], { version: '0', streams, env });
    const printed = String(stdout.read());
    expectPrinted([...args, '--json'], { code, stdout: printed });
    return { code, ...JSON.parse(printed) };
  };
}

it('takes the name of an app of this org, and never that of another org', async () => {
  const call = commands();
  const refused = async (...command: readonly string[]) =>
    expect(await call(...command, '--confirm', `other/${app}`), command.join(' ')).toMatchObject({
      code: 3,
      name: 'ConfirmationMissing',
    });
  const taken = async (...command: readonly string[]) =>
    expect(await call(...command, '--confirm', `practice/${app}`), command.join(' ')).toMatchObject({ code: 0 });
  await call('watch', app);
  await refused('emergency', app);
  await refused('emergency', '--all');
  await refused('stage', app);
  await taken('stage', app);
  await refused('discard', app);
  await refused('rotate', app, '--no-consumers');
  await refused('unwatch', app);
  await taken('unwatch', app);
}, 60_000);
