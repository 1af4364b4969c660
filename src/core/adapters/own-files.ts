import { constants, lstatSync, rmSync, type Stats } from 'node:fs';
import { chmod, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeyturnError, reason } from '../reasons/errors.ts';
import { fileProblems, trustCures } from '../words/file-problems.ts';
import { contentOf } from './file-calls.ts';
import { fileProblem, systemCode } from './file-problem.ts';
import { isOwnName } from './home-names.ts';
import { type Owners, systemOwners } from './owners.ts';
import { refuseOthers } from './regular-file.ts';
import { foreignAt, type Weakness, weaknessesOf, weaknessOf } from './trusted-path.ts';

/** Far more than any file that keyturn reads as a whole. In bytes. */
const longestOwn = 50_000_000;

/** Why keyturn doesn't obey a file or folder of its own; null if it does, or if there is none. */
export async function notYours(path: string, owners: Owners = systemOwners): Promise<KeyturnError | null> {
  // What can't be found can't be opened either, and that is reported then.
  const foreign = await foreignAt(path, owners).catch(() => []);
  const [first] = foreign;
  if (!first) return null;
  const parts = foreign.map((part) => part.path);
  return reason('FileNotYours', {
    path,
    problem: first.problem,
    cure: trustCures.foreign(parts, owners.calls.user ?? 0),
  });
}

/** @throws FileNotYours if somebody else put one of these files or folders of keyturn there */
export async function refuseForeign(paths: readonly string[], owners: Owners = systemOwners): Promise<void> {
  for (const path of paths) {
    const problem = await notYours(path, owners);
    if (problem) throw problem;
  }
}

/**
 * The content of a file of keyturn.
 * @throws FileNotYours, the system's error, or an error with the problem if it's no regular file or too large
 */
export async function readOwnFile(path: string, owners: Owners = systemOwners): Promise<Buffer> {
  const file = await owners.calls.open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    for (const stats of [await owners.calls.lstat(path), await file.stat()]) {
      if (!(await owners.isOurs(path, stats))) await refuseForeign([path], owners);
    }
    refuseOthers(await file.stat(), longestOwn);
    return await contentOf(file);
  } finally {
    await file.close();
  }
}

/** Why a file of keyturn can't be read although something has its name, and whether that is no file. */
export function ownFileProblem(path: string, error: unknown): { readonly problem: string; readonly isNoFile: boolean } {
  const code = systemCode(error);
  if (code === 'ENOENT' && isLink(path)) return { problem: fileProblems.dangling, isNoFile: true };
  return { problem: fileProblem(error), isNoFile: code === null || ['ENXIO', 'EISDIR', 'ELOOP'].includes(code) };
}

/** Whether a path is a link, which may lead nowhere. */
export function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** What others could do to a home. */
export interface HomeCare {
  /** Files and folders of keyturn that others could write to until now. */
  readonly closed: readonly string[];
  /** What keyturn can't repair. */
  readonly weaknesses: readonly Weakness[];
}

/**
 * Takes from others the permission to write to the home, and to the files and folders of keyturn in it, where these belong to
 * this user. Never throws: a home that worked so far still works, and the caller warns.
 */
export async function closeToOthers(home: string, owners: Owners = systemOwners): Promise<HomeCare> {
  const closed: string[] = [];
  try {
    const found = await weaknessesOf(home, owners);
    // Somebody else's link may lead to any folder of this user.
    if (owners.calls.user === null || found.some(({ part }) => part === 'link')) return { closed, weaknesses: found };
    await close(await realpath(home), { owners, closed, isHome: true });
    return { closed, weaknesses: found.length === 0 ? found : await weaknessesOf(home, owners) };
  } catch {
    // The work in the home reports what can't be used there.
    return { closed, weaknesses: [] };
  }
}

interface Closing {
  readonly owners: Owners;
  readonly closed: string[];
  /** Whether the folder has other people's files, too. */
  readonly isHome: boolean;
}

async function close(path: string, { owners, closed, isHome }: Closing): Promise<void> {
  const stats = await owners.calls.lstat(path);
  if (stats.isSymbolicLink()) return;
  const weakness = await weaknessOf(owners, path, stats);
  if (weakness?.kind === 'open' && stats.uid === owners.calls.user) {
    await chmod(path, stats.mode & 0o7755);
    closed.push(path);
  }
  if (!stats.isDirectory() || !isReachable(stats)) return;
  const names = (await readdir(path)).filter((name) => !isHome || isOwnName(name));
  for (const name of names) await close(join(path, name), { owners, closed, isHome: false });
}

/** Whether others can get to the files of a folder. */
function isReachable({ mode }: Stats): boolean {
  return (mode & 0o011) !== 0;
}

/** Removes a link that somebody else put where keyturn writes a log or a mark. It may lead into any file of this user. */
export function dropForeignLink(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() && found.uid !== 0 && found.uid !== process.getuid?.()) rmSync(path, { force: true });
}
