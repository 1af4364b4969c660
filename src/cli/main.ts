import manifest from '../../package.json' with { type: 'json' };
import { showsUnicode } from './shows-unicode.ts';

const args = process.argv.slice(2);

if (!showsUnicode(process.env)) {
  const { makePlain } = await import('./plain-streams.ts');
  for (const stream of [process.stdout, process.stderr]) makePlain(stream);
}

let unwritten: NodeJS.ErrnoException | null = null;
// A reader may close the pipe early, as `| head` does, and a disk may be full. The command still finishes its work.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') unwritten ??= error;
});
// Nobody is left to be told.
process.stderr.on('error', () => undefined);
process.on('exit', () => {
  if (unwritten === null) return;
  process.stderr.write(`✖ keyturn can't write its output: ${unwritten.message}\n`);
  process.exitCode ||= 1;
});

if (args.length === 1 && ['version', '--version', '-v', '-V'].includes(args[0] ?? '')) {
  process.stdout.write(`${manifest.version}\n`);
} else {
  const [{ run }, { startedAs }] = await Promise.all([import('./run.ts'), import('./started-as.ts')]);
  const { stdout, stderr, env } = process;
  // Opened only by commands that read it.
  const streams = {
    stdout,
    stderr,
    get stdin() {
      return process.stdin;
    },
  };
  const started = { script: process.argv[1] ?? '', env };
  let isInterrupted = false;
  process.exitCode = await run(args, {
    version: manifest.version,
    streams,
    env,
    program: startedAs({ ...started, folder: process.cwd() }),
    programAnywhere: startedAs({ ...started, folder: null }),
    interrupted: () => {
      isInterrupted = true;
    },
  });
  // What was worth waiting for has ended. A slow reader gets 2 s for the rest of the output.
  if (isInterrupted || process.exitCode === 130) {
    setTimeout(() => process.exit(), 2000).unref();
    for (const stream of [stdout, stderr]) await new Promise((resolve) => stream.write('', resolve));
    process.exit();
  }
}
