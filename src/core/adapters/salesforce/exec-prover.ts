import { type ChildProcess, spawn } from 'node:child_process';
import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { reason } from '../../errors.ts';
import type { Prover } from '../../ports.ts';
import type { TokenAnswer } from '../../proof/answer.ts';
import { upstreamText } from './untrusted-text.ts';

const deadlineMs = 60_000;
const keptOutput = 16_384;
/** What a script needs to find its tools; nothing of ours, as that may name places of secrets. */
const passedOn = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot', 'SSH_AUTH_SOCK'];

const execPrefix = 'exec:';

type Request = Parameters<Prover['prove']>[0];

export interface ExecProverInit {
  /** `exec:<absolute path>`, or the path alone. */
  readonly program: string;
  readonly deadlineMs?: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/**
 * Proves through a program on a host that may sign in. It gets the pair as one JSON document on its standard input, never
 * as an argument or in its environment, and answers with its exit code: 0 accepted, 1 refused, anything else inconclusive.
 * @throws ProverFailed when the program could be somebody else's
 */
export function createExecProver(init: ExecProverInit): Prover {
  const path = init.program.startsWith(execPrefix) ? init.program.slice(execPrefix.length) : init.program;
  return {
    prove: async (request) => {
      const program = await trustedProgram(path);
      return run(program, request, init);
    },
  };
}

/** The real path of a program that only this user or root can have written, nor replaced in its folder. */
async function trustedProgram(path: string): Promise<string> {
  const refuse = (problem: string, cause?: unknown) => reason('ProverFailed', { program: path, problem }, { cause });
  if (!isAbsolute(path)) throw refuse('its path is not absolute');
  try {
    const real = await realpath(path);
    if (!(await lstat(real)).isFile()) throw refuse('it is no regular file');
    for (const part of [real, dirname(real), dirname(path)]) {
      const { mode, uid } = await stat(part);
      if (process.platform === 'win32') continue;
      const what = part === real ? 'it' : `its folder ${part}`;
      if (uid !== 0 && uid !== process.getuid?.()) throw refuse(`${what} belongs to another user`);
      if ((mode & 0o022) !== 0) throw refuse(`${what} can be written by others`);
    }
    return real;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw refuse('there is no such file', error);
    throw error;
  }
}

function run(program: string, request: Request, init: ExecProverInit): Promise<TokenAnswer> {
  const { pair, tokenUrl, app, org } = request;
  const secret = pair.consumerSecret.reveal();
  const document = { org, app, consumerKey: pair.consumerKey, consumerSecret: secret, tokenUrl };
  const limit = init.deadlineMs ?? deadlineMs;
  return new Promise((resolve, reject) => {
    const silence = (problem: string) => resolve({ kind: 'silence', problem: `${program}: ${problem}` });
    const child = spawn(program, [], {
      env: minimal(init.environment ?? process.env),
      stdio: ['pipe', 'ignore', 'pipe'],
      shell: false,
      detached: process.platform !== 'win32',
    });
    const timer = setTimeout(() => {
      killGroup(child);
      silence(`no answer within ${limit / 1000} s`);
    }, limit);
    const abort = () => {
      killGroup(child);
      silence('it was interrupted');
    };
    init.signal?.addEventListener('abort', abort, { once: true });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < keptOutput) said += chunk.toString('utf8');
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(reason('ProverFailed', { program, problem: upstreamText(error.message, 200) }, { cause: error }));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      init.signal?.removeEventListener('abort', abort);
      const detail = upstreamText(said.slice(0, keptOutput).replaceAll(secret, '[secret]'));
      if (code === 0) resolve({ kind: 'told', verdict: 'accepted', program, detail });
      else if (code === 1) resolve({ kind: 'told', verdict: 'refused', program, detail });
      else silence(`it ended with ${signal ?? `exit code ${code}`}${detail ? `: ${detail}` : ''}`);
    });
    // A program that ends without reading is judged by its exit code alone.
    child.stdin?.on('error', () => {});
    child.stdin?.end(JSON.stringify(document));
  });
}

function minimal(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    passedOn.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
}

/** The program may have started others that hold its output open. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
