import { spawn } from 'node:child_process';
import { type CleanText, noText, outsideName, outsideText } from '../../plain/outside-text.ts';
import type { ObjectOrigin } from '../../ports/ports.ts';
import { childEnvironment } from '../child-environment.ts';
import { keptText } from '../exec-program.ts';
import { systemCode } from '../file-problem.ts';

/** git can't be run here, or can't read this folder. The message is what it said. */
export class GitUnusable extends Error {
  override readonly name = 'GitUnusable';
  readonly why: 'missing' | 'no repository' | 'broken';

  constructor(why: GitUnusable['why'], said: CleanText) {
    super(said);
    this.why = why;
  }
}

const keptErrors = 2_000;
const mostText = 1_000_000;
/** Nothing that a repository configures is run, and nothing is fetched. */
const settings = ['--no-replace-objects', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];

export interface Git {
  /** The standard output of a command. @throws GitUnusable if it fails */
  output(folder: string, args: readonly string[], signal?: AbortSignal): AsyncGenerator<Buffer>;
  /** The start of it, as text. @throws GitUnusable if the command fails */
  text(folder: string, args: readonly string[], signal?: AbortSignal): Promise<string>;
}

/** Runs the git program of this computer. */
export function createGit(given: Readonly<Record<string, string | undefined>>): Git {
  const env = {
    ...childEnvironment('system', given),
    LC_ALL: 'C',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  };
  const git: Git = {
    output: (folder, args, signal) => outputOf(['-C', folder, ...settings, ...args], env, signal),
    text: async (folder, args, signal) => {
      const parts: Buffer[] = [];
      let length = 0;
      for await (const part of git.output(folder, args, signal)) {
        length += part.length;
        parts.push(part);
        if (length > mostText) break;
      }
      return Buffer.concat(parts).toString('utf8');
    },
  };
  return git;
}

async function* outputOf(args: readonly string[], env: Readonly<Record<string, string>>, signal?: AbortSignal) {
  signal?.throwIfAborted();
  const stop = signal ? { signal, killSignal: 'SIGKILL' as const } : {};
  const child = spawn('git', args, { env, stdio: ['ignore', 'pipe', 'pipe'], shell: false, ...stop });
  const said = keptText(child.stderr, keptErrors);
  // Without a program of that name, there is an error before the end.
  const ended = new Promise<number | Error | null>((resolve) => child.on('error', resolve).on('close', resolve));
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    const end = await ended;
    if (end !== 0) throw unusable(end, said());
  } catch (error) {
    signal?.throwIfAborted();
    const end = child.pid === undefined ? await ended : null;
    throw end instanceof Error ? unusable(end, '') : error;
  } finally {
    child.kill('SIGKILL');
  }
}

function unusable(end: number | Error | null, said: string): GitUnusable {
  if (end instanceof Error && systemCode(end) === 'ENOENT') return new GitUnusable('missing', noText);
  const why = /not a git repository/.test(said) ? 'no repository' : 'broken';
  return new GitUnusable(why, outsideText(said || String(end), 300));
}

/** The first commit with an object. */
export async function originIn(git: Git, folder: string, id: string, signal?: AbortSignal): Promise<ObjectOrigin> {
  const type = (await git.text(folder, ['cat-file', '-t', id], signal)).trim();
  if (type === 'commit') {
    const time = await git.text(folder, ['show', '--no-patch', '--format=%ct', id], signal);
    return { path: null, commit: id, committedAt: msOf(time.trim()) };
  }
  const all = ['--all', '--reflog', '--topo-order', '--reverse', '-m', '--raw', '-z', '--no-abbrev', '--no-renames'];
  const log = await git.text(folder, ['log', ...all, '--format=%x01%H %ct', `--find-object=${id}`], signal);
  for (const entry of log.split('\x01').slice(1)) {
    const [head = '', ...rest] = entry.split('\0');
    const [commit = '', time = ''] = head.trim().split(' ');
    // A raw line has modes and ids before and after, and the path follows it.
    const at = rest.findIndex((part) => part.trimStart().split(' ')[3] === id);
    if (at >= 0) return { path: outsideName(rest[at + 1] ?? ''), commit, committedAt: msOf(time) };
  }
  return { path: null, commit: null, committedAt: null };
}

function msOf(seconds: string): number | null {
  return /^[0-9]{1,11}$/.test(seconds) ? Number(seconds) * 1_000 : null;
}
