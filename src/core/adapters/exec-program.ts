import { type ChildProcess, spawn } from 'node:child_process';
import { constants, lstat, realpath } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { type CleanText, outsideText } from '../plain/outside-text.ts';
import { fileProblems } from '../words/file-problems.ts';
import { programProblems } from '../words/program-problems.ts';
import { isAllowed } from './files.ts';
import { weaknessesOf } from './trusted-path.ts';

const keptOutput = 16_384;
const longestDetail = 500;

export const execPrefix = 'exec:';

/** keyturn doesn't run the program: somebody else could have written it, or it can't be run at all. */
export class ProgramUntrusted extends Error {
  override readonly name = 'ProgramUntrusted';
}

/**
 * The real path of a program that this user can run, and that only this user or root can change.
 * @throws ProgramUntrusted with the problem in words
 */
export async function trustedProgram(path: string): Promise<string> {
  if (!isAbsolute(path)) throw new ProgramUntrusted(fileProblems.notAbsolute);
  try {
    const real = await realpath(path);
    if (!(await lstat(real)).isFile()) throw new ProgramUntrusted(fileProblems.notRegular);
    const [weakness] = await weaknessesOf(path);
    if (weakness) throw new ProgramUntrusted(weakness.problem);
    if (!(await isAllowed(real, constants.X_OK))) throw new ProgramUntrusted(fileProblems.notExecutable);
    return real;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new ProgramUntrusted(fileProblems.missing, { cause: error });
    }
    throw error;
  }
}

export interface ProgramRun {
  /** From `trustedProgram`. */
  readonly program: string;
  /** One JSON document for its standard input. Never passed as an argument or in the environment. */
  readonly input: object;
  /** The secrets in its input. They are masked in its output. */
  readonly sent: readonly string[];
  readonly deadlineMs: number;
  /** From `programEnvironment`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface ProgramEnd {
  /** null if it was killed. */
  readonly code: number | null;
  /** How it ended and its output, in words; null for exit code 0. */
  readonly problem: CleanText | null;
  /** Its standard error. */
  readonly detail: CleanText;
}

/** Runs a program without a shell and waits for it. @throws Error if it can't be started */
export function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const { program, input, sent, deadlineMs, signal } = run;
  if (signal?.aborted) return Promise.resolve(endOf(null, programProblems.interrupted));
  return new Promise((resolve, reject) => {
    const end = (code: number | null, ending: string, said = '') =>
      resolve(endOf(code, ending, outsideText(said, longestDetail, sent)));
    const child = spawn(program, [], {
      env: run.environment,
      stdio: ['pipe', 'ignore', 'pipe'],
      shell: false,
      detached: process.platform !== 'win32',
    });
    const timer = setTimeout(() => {
      killGroup(child);
      end(null, programProblems.silent(deadlineMs));
    }, deadlineMs);
    const abort = () => {
      killGroup(child);
      end(null, programProblems.interrupted);
    };
    signal?.addEventListener('abort', abort, { once: true });
    const said = keptText(child.stderr, keptOutput);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, killedBy) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      end(code, programProblems.ended(killedBy ?? programProblems.exitCode(code)), said());
    });
    // A program may end without reading its input. Only its exit code counts.
    child.stdin?.on('error', () => {});
    child.stdin?.end(JSON.stringify(input));
  });
}

function endOf(code: number | null, ending: string, detail = outsideText('')): ProgramEnd {
  return { code, problem: code === 0 ? null : outsideText(`${ending}${detail ? `: ${detail}` : ''}`), detail };
}

/** Collects what a program prints. A character may arrive in two pieces. @returns what has arrived, limited in length */
export function keptText(stream: NodeJS.ReadableStream | null, most: number): () => string {
  const decoder = new TextDecoder();
  let said = '';
  stream?.on('data', (chunk: Buffer) => {
    if (said.length < most) said += decoder.decode(chunk, { stream: true });
  });
  return () => said;
}

/** Kills the whole process group: child processes may hold the output open. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has already ended.
  }
}
