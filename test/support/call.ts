import { PassThrough, Writable } from 'node:stream';
import manifest from '../../package.json' with { type: 'json' };
import type { Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { expectPrinted } from './documents.ts';
import type { Place, Ran } from './keyturn.ts';
import { witnessOf } from './truth/witness.ts';

/**
 * Runs a command in this process, without a terminal. That takes a tenth of the time of the program. Its document fits its
 * published schema, and what it says is true.
 */
export async function call(
  { home, env }: Place,
  args: readonly string[],
  { input = '' }: { readonly input?: string } = {},
): Promise<Ran> {
  const [stdin, stdout, stderr] = [new PassThrough().end(input), heard(), heard()];
  const streams = { stdin, stdout, stderr } as unknown as Streams;
  const witness = witnessOf(home, args);
  const code = await withoutListeners(() =>
    run(args, { version: manifest.version, streams, env: { ...process.env, ...env } }),
  );
  const ran = { code, stdout: stdout.text, stderr: stderr.text };
  expectPrinted(args, ran);
  witness.ended(ran.stdout, ran.stderr);
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

/** A command of this process leaves no listeners behind. */
async function withoutListeners<Value>(work: () => Promise<Value>): Promise<Value> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)));
  try {
    return await work();
  } finally {
    for (const signal of signals)
      for (const listener of process.listeners(signal)) if (!before.has(listener)) process.off(signal, listener);
  }
}
