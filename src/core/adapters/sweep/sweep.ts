import { constants, createReadStream, type Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { outsideError, outsideName } from '../../plain/outside-text.ts';
import type { Repository, Sweep, SweptDone, SweptPlace, SweptSkip, SweptText } from '../../ports/ports.ts';
import { sweepProblems } from '../../words/scan.ts';
import { fileProblem, fileReason } from '../file-problem.ts';
import { batchObjects } from './batch-objects.ts';
import { createGit, type Git, GitUnusable, originIn } from './git.ts';
import { TextPieces } from './text-pieces.ts';

type Swept = SweptText | SweptSkip | SweptDone;

/** Reads files, and with the git program what repositories keep. */
export function createSweep(env: Readonly<Record<string, string | undefined>>): Sweep {
  const git = createGit(env);
  return {
    read: (path, signal) => read(path, { git, signal, stores: new Set() }),
    originOf: ({ path }, id, signal) => originIn(git, path, id, signal),
  };
}

interface Reading {
  readonly git: Git;
  readonly signal: AbortSignal | undefined;
  /** Worktrees and submodules may share the history of one. */
  readonly stores: Set<string>;
}

async function* read(path: string, reading: Reading): AsyncGenerator<Swept> {
  const top = await realpath(path).catch((error: unknown) => {
    throw fileReason('FileUnreadable', path, error);
  });
  const found = await stat(top);
  if (found.isFile()) {
    yield* file(top, reading.signal);
    return;
  }
  // An unreadable folder below this one is only left out.
  await readdir(top).catch((error: unknown) => {
    throw fileReason('FileUnreadable', path, error);
  });
  // The folder may be a part of a repository that begins above it.
  yield* history(top, reading, true);
  yield* below(top, reading);
}

async function* below(folder: string, reading: Reading): AsyncGenerator<Swept> {
  let entries: readonly Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield unread(folder, error);
    return;
  }
  const names = new Set(entries.map(({ name }) => name));
  const isBare = names.has('HEAD') && names.has('objects') && names.has('refs');
  if (isBare || names.has('.git')) yield* history(folder, reading);
  if (isBare) return;
  for (const entry of entries) {
    reading.signal?.throwIfAborted();
    if (entry.name === '.git') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* below(path, reading);
    else if (entry.isFile()) yield* file(path, reading.signal);
  }
}

async function* file(path: string, signal?: AbortSignal): AsyncGenerator<Swept> {
  const place: SweptPlace = { kind: 'file', path: outsideName(path) };
  const pieces = new TextPieces();
  try {
    // Non-blocking, because something else may have taken the file's place.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
    const bytes = createReadStream(path, { flags: flags as unknown as string, signal, highWaterMark: 256 * 1_024 });
    for await (const chunk of bytes) for (const piece of pieces.push(chunk as Buffer)) yield { place, ...piece };
    for (const piece of pieces.end()) yield { place, ...piece };
    yield { done: 'file' };
  } catch (error) {
    signal?.throwIfAborted();
    yield unread(path, error);
  }
}

/**
 * All commits, tags and versions of files that a repository has, also those that no branch has any more.
 * @param mayBeNone nothing is said if the folder belongs to no repository
 */
async function* history(folder: string, reading: Reading, mayBeNone = false): AsyncGenerator<Swept> {
  const { git, signal, stores } = reading;
  const repository = { path: outsideName(folder) };
  try {
    const asked = ['rev-parse', '--path-format=absolute', '--git-common-dir'];
    const store = (await git.text(folder, asked, signal)).trim();
    if (stores.has(store)) return;
    stores.add(store);
    yield* objects(repository, git.output(folder, everything, signal));
  } catch (error) {
    signal?.throwIfAborted();
    const why = error instanceof GitUnusable ? error.why : 'broken';
    if (mayBeNone && why !== 'broken') return;
    const problem = why === 'missing' ? sweepProblems.noGit : sweepProblems.noHistory(outsideError(error, 300));
    yield { skipped: repository.path, why: problem };
  }
}

const everything = ['cat-file', '--batch-all-objects', '--unordered', '--buffer', '--batch'];

async function* objects(repository: Repository, output: AsyncIterable<Buffer>): AsyncGenerator<Swept> {
  let pieces = new TextPieces();
  for await (const { id, type, data, isLast } of batchObjects(output)) {
    // A tree has only names and ids.
    if (type === 'tree') continue;
    const place: SweptPlace = { kind: 'object', repository, id };
    for (const piece of pieces.push(data)) yield { place, ...piece };
    if (!isLast) continue;
    for (const piece of pieces.end()) yield { place, ...piece };
    pieces = new TextPieces();
    yield { done: 'object' } as const;
  }
}

function unread(path: string, error: unknown): SweptSkip {
  return { skipped: outsideName(path), why: fileProblem(error) };
}
