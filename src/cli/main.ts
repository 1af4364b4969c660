import manifest from '../../package.json' with { type: 'json' };

const args = process.argv.slice(2);

// A reader may close the pipe early, as `| head` does.
process.stdout.on('error', ignoreClosedPipe);
process.stderr.on('error', ignoreClosedPipe);

if (args.length === 1 && ['version', '--version', '-v', '-V'].includes(args[0] ?? '')) {
  process.stdout.write(`${manifest.version}\n`);
} else {
  const { run } = await import('./run.ts');
  const { stdin, stdout, stderr, env } = process;
  process.exitCode = await run(args, { version: manifest.version, streams: { stdin, stdout, stderr }, env });
  // After Ctrl-C, don't wait for open requests for longer than 2 s.
  if (process.exitCode === 130) setTimeout(() => process.exit(), 2000).unref();
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
