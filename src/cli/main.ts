import manifest from '../../package.json' with { type: 'json' };

const args = process.argv.slice(2);

// A reader that closes the pipe early (`| head`) is no error.
process.stdout.on('error', ignoreClosedPipe);
process.stderr.on('error', ignoreClosedPipe);

if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${manifest.version}\n`);
} else {
  const { run } = await import('./run.ts');
  const { stdin, stdout, stderr, env } = process;
  process.exitCode = await run(args, { version: manifest.version, streams: { stdin, stdout, stderr }, env });
  // A person who left doesn't wait for an answer that never comes. Everybody else's last words may take their time.
  if (process.exitCode === 130) setTimeout(() => process.exit(), 2000).unref();
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
