import { lstatSync, readlinkSync, realpathSync, renameSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { MovedFile } from '../../model/state-repair.ts';
import { reason } from '../../reasons/errors.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { isLink } from '../own-files.ts';
import { kindProblem } from '../regular-file.ts';

/** What SQLite opens beside a file. It would wait for a pipe forever, and follows no link. */
const ends = ['-wal', '-shm', '-journal'] as const;

/** What has the place of such a file although it is none. */
interface Special {
  readonly path: string;
  readonly problem: string;
}

function specialsBeside(path: string): readonly Special[] {
  const file = fileOf(path);
  return ends.flatMap((end) => {
    const one = `${file}${end}`;
    const found = lstatSync(one, { throwIfNoEntry: false });
    if (!found) return [];
    const problem = found.isSymbolicLink() ? fileProblems.isLink : kindProblem(found);
    return problem === null ? [] : [{ path: one, problem }];
  });
}

/** Where SQLite looks for them: beside the file that a link leads to. */
function fileOf(path: string): string {
  try {
    return isLink(path) ? realpathSync(path) : path;
  } catch {
    return path;
  }
}

/**
 * Whatever has the name of the state, or of a file that SQLite opens beside it, must be a file.
 * @throws StateDamaged, StateLost
 */
export function mustBeFiles(path: string): void {
  const link = lstatSync(path, { throwIfNoEntry: false });
  const found = statSync(path, { throwIfNoEntry: false });
  if (link?.isSymbolicLink() && found === undefined)
    throw reason('StateLost', { path, traces: [], link: resolve(dirname(path), readlinkSync(path)) });
  const problem = found && kindProblem(found);
  const [special] = problem ? [{ path, problem }] : specialsBeside(path);
  if (special) throw reason('StateDamaged', { ...special, setAside: null });
}

/** Renames what has the place of a file beside the state, which is left as it is. @throws the system's error */
export function moveSpecials(path: string, nameFor: (path: string) => string): readonly MovedFile[] {
  return specialsBeside(path).map(({ path: from }) => {
    const to = nameFor(from);
    renameSync(from, to);
    return { from, to };
  });
}
