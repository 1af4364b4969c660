import { lstatSync, readdirSync, readlinkSync, realpathSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { MovedFile } from '../../model/state-repair.ts';
import { reason } from '../../reasons/errors.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { kindProblem } from '../regular-file.ts';

/** What SQLite opens beside a file. It would wait for a pipe forever, and follows no link. */
const ends = ['-wal', '-shm', '-journal'] as const;

/** What has the place of such a file although it is none. */
interface Special {
  readonly path: string;
  readonly problem: string;
}

function specialsBeside(path: string): readonly Special[] {
  const file = stateFile(path);
  return ends.flatMap((end) => {
    const one = `${file}${end}`;
    const found = lstatSync(one, { throwIfNoEntry: false });
    if (!found) return [];
    const problem = found.isSymbolicLink() ? fileProblems.isLink : kindProblem(found);
    return problem === null ? [] : [{ path: one, problem }];
  });
}

/** As Linux. */
const mostLinks = 40;

/**
 * The file of a state: where a link leads, because SQLite keeps its log beside that. A link to what is no file counts itself. So
 * does one that leads nowhere, because its file may come back, such as with a disk; not if a log or a file that was set aside is there.
 */
export function stateFile(path: string): string {
  try {
    let file = path;
    for (let links = 0; lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink(); links += 1) {
      if (links >= mostLinks) return path;
      file = resolve(realpathSync(dirname(file)), readlinkSync(file));
    }
    if (file === path) return path;
    const found = statSync(file, { throwIfNoEntry: false });
    const isFile = found
      ? found.isFile()
      : lstatSync(`${file}-wal`, { throwIfNoEntry: false }) || asideOf(file).length > 0;
    return isFile ? file : path;
  } catch {
    return path;
  }
}

/** Files of a state and their logs that were set aside beside its file. Oldest first. */
export function asideOf(file: string): readonly string[] {
  const starts = ['damaged', 'replaced'].map((why) => `${basename(file)}.${why}-`);
  const names = readdirSync(dirname(file)).filter((name) => starts.some((start) => name.startsWith(start)));
  return names.sort().map((name) => join(dirname(file), name));
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
