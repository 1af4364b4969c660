import { spawn } from 'node:child_process';

/** Larger than any document of ours. Longer output is not read. */
const mostOutput = 4 * 1024 * 1024;
const keptError = 2_000;

export interface OwnRun {
  readonly code: number | null;
  readonly stdout: string;
  /** The end of its output on standard error. */
  readonly stderr: string;
}

/**
 * Runs keyturn with other arguments in a separate process, so that all of its memory is freed at the end. `signal` asks it to
 * stop (SIGTERM), and the caller waits for it in any case. `heard` receives its standard error while it runs.
 */
export function runOwnProgram(
  args: readonly string[],
  signal: AbortSignal,
  heard: (text: string) => void = () => undefined,
): Promise<OwnRun> {
  const program = process.argv[1] ?? '';
  // Ctrl-C reaches every process of a terminal's group. Together with `signal` it would be the second one, which ends at once.
  const detached = process.platform !== 'win32';
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached });
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
