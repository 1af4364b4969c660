import { spawn } from 'node:child_process';

/** More than any document of ours; what is longer is not read. */
const mostOutput = 4 * 1024 * 1024;
const keptError = 2_000;

export interface OwnRun {
  readonly code: number | null;
  readonly stdout: string;
  /** The end of what it said beside its document. */
  readonly stderr: string;
}

/**
 * Runs this very program with other arguments in a process of its own, which gives back all of its memory when it ends.
 * `signal` asks it to leave (SIGTERM); it is waited for in any case. `heard` gets what it says beside its document while it runs.
 */
export function runOwnProgram(
  args: readonly string[],
  signal: AbortSignal,
  heard: (text: string) => void = () => undefined,
): Promise<OwnRun> {
  const program = process.argv[1] ?? '';
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const leave = () => void child.kill('SIGTERM');
  signal.addEventListener('abort', leave, { once: true });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (stdout.length < mostOutput) stdout += chunk.toString('utf8');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    heard(text);
    stderr = (stderr + text).slice(-keptError);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', leave);
      resolve({ code, stdout, stderr });
    });
  });
}
