import { type ChildProcess, spawn } from 'node:child_process';
import { constants, lstat, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { fileProblems } from '../words/file-problems.ts';
import { programProblems } from '../words/program-problems.ts';
import { isAllowed } from './files.ts';
import { upstreamText } from './salesforce/untrusted-text.ts';

const keptOutput = 16_384;
/** What a script needs to find its tools. Our own variables may name the places of secrets, so they are left out. */
const passedOn = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot', 'SSH_AUTH_SOCK'];

export const execPrefix = 'exec:';

/** keyturn doesn't run the program: somebody else could have written it, or it can't be run at all. */
export class ProgramUntrusted extends Error {
  override readonly name = 'ProgramUntrusted';
}

/**
 * The real path of a program that this user can run, and only this user or root can write or replace.
 * @throws ProgramUntrusted with the problem in words
 */
export async function trustedProgram(path: string): Promise<string> {
  if (!isAbsolute(path)) throw new ProgramUntrusted(fileProblems.notAbsolute);
  try {
    const real = await realpath(path);
    if (!(await lstat(real)).isFile()) throw new ProgramUntrusted(fileProblems.notRegular);
    for (const part of [real, dirname(real), dirname(path)]) {
      const { mode, uid } = await stat(part);
      if (process.platform === 'win32') continue;
      const what = part === real ? 'it' : fileProblems.folderOf(part);
      if (uid !== 0 && uid !== process.getuid?.()) throw new ProgramUntrusted(fileProblems.otherOwner(what));
      if ((mode & 0o022) !== 0) throw new ProgramUntrusted(fileProblems.writable(what));
    }
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
  /** Removed from its output. Empty if the program gets no secrets. */
  readonly secret: string;
  readonly deadlineMs: number;
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ProgramEnd {
  /** null if it was killed. */
  readonly code: number | null;
  /** How it ended and its output, in words; null for exit code 0. */
  readonly problem: string | null;
  /** Its standard error, limited in length, without secrets. */
  readonly detail: string;
}

/** Runs a program without a shell and waits for it. @throws Error if it can't be started */
export function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const { program, input, secret, deadlineMs, signal } = run;
  if (signal?.aborted) return Promise.resolve({ code: null, problem: programProblems.interrupted, detail: '' });
  return new Promise((resolve, reject) => {
    const end = (code: number | null, ending: string, detail = '') => {
      const problem = code === 0 ? null : `${ending}${detail ? `: ${detail}` : ''}`;
      resolve({ code, problem, detail });
    };
    const child = spawn(program, [], {
      env: minimal(run.environment ?? process.env),
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
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < keptOutput) said += chunk.toString('utf8');
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, killedBy) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      const detail = upstreamText(maskedPieces(said, secret).slice(0, keptOutput));
      end(code, programProblems.ended(killedBy ?? programProblems.exitCode(code)), detail);
    });
    // A program may end without reading its input. Only its exit code counts.
    child.stdin?.on('error', () => {});
    child.stdin?.end(JSON.stringify(input));
  });
}

/** Removes secrets, including the encoded forms that scripts and tools print. */
export function masked(text: string, secret: string): string {
  if (secret === '') return text;
  const bytes = Buffer.from(secret);
  const encoded = [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')];
  return [secret, encodeURIComponent(secret), ...encoded].reduce(
    (rest, form) => rest.replaceAll(form, '[secret]'),
    text,
  );
}

/** Fewer matching characters in a row can be a coincidence. */
const tellingLength = 8;

/**
 * The same for the output of a program that got the secret: also parts of it, in upper or lower case, and inside a longer
 * base64 text such as a Basic header.
 */
export function maskedPieces(text: string, secret: string): string {
  if (secret.length < tellingLength) return masked(text, secret);
  const pieces = piecesOf(secret);
  const lower = text.toLowerCase();
  let kept = '';
  let until = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (pieces.has(lower.slice(at, at + tellingLength))) {
      if (at >= until) kept += '[secret]';
      until = at + tellingLength;
    }
    if (at >= until) kept += text[at];
  }
  return kept;
}

function piecesOf(secret: string): ReadonlySet<string> {
  const bytes = Buffer.from(secret);
  // Text in front of it can shift its base64 by one or two bytes.
  const shifted = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]));
  const encoded = shifted.flatMap((one) => [one.toString('base64'), one.toString('base64url')]);
  const forms = [secret, encodeURIComponent(secret), bytes.toString('hex'), ...encoded].map((form) =>
    form.toLowerCase(),
  );
  return new Set(
    forms.flatMap((form) =>
      Array.from({ length: Math.max(0, form.length - tellingLength + 1) }, (_, at) =>
        form.slice(at, at + tellingLength),
      ),
    ),
  );
}

function minimal(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    passedOn.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
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
