import { PassThrough, Writable } from 'node:stream';
import manifest from '../../package.json' with { type: 'json' };
import type { Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import type { Pace } from '../../src/compose/composition.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { expectPrinted } from './documents.ts';
import type { Place, Ran } from './keyturn.ts';
import { witnessOf } from './truth/witness.ts';
import { withoutListeners } from './without-listeners.ts';

/**
 * Runs a command in this process, without a terminal. That takes a tenth of the time of the program. Its document fits its
 * published schema, and what it says is true.
 */
export async function call(
  { home, env }: Place,
  args: readonly string[],
  {
    input = '',
    pace,
    opensState = true,
  }: {
    readonly input?: string;
    readonly pace?: Pace | undefined;
    /** Whether what it says is compared with the state. That would wait for a pipe. */
    readonly opensState?: boolean;
  } = {},
): Promise<Ran> {
  const [stdin, stdout, stderr] = [new PassThrough().end(input), heard(), heard()];
  const streams = { stdin, stdout, stderr } as unknown as Streams;
  const aheadMs = pace ? pace.clock({ ...systemClock(), now: () => 0 }).now() : 0;
  const witness = opensState ? witnessOf(home, args, aheadMs) : null;
  const code = await withoutListeners(() =>
    run(args, { version: manifest.version, streams, pace, env: { ...process.env, ...env } }),
  );
  const ran = { code, stdout: stdout.text, stderr: stderr.text };
  expectPrinted(args, ran);
  witness?.ended(ran.stdout, ran.stderr);
  return ran;
}

/** A stream that keeps what is written to it. */
function heard(): Writable & { text: string } {
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      kept.text += String(chunk);
      done();
    },
  });
  const kept = Object.assign(stream, { text: '' });
  return kept;
}
