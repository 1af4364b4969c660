import { constants, type Stats } from 'node:fs';
import { fileProblems } from '../../words/file-problems.ts';
import { type FileCalls, flags, type OpenFile } from '../file-calls.ts';
import { systemCode } from '../file-problem.ts';
import { isSameFile, type PathEntry, walkPath } from '../path-walk.ts';
import { kindProblem } from '../regular-file.ts';

/** The file that a target's path leads to, and the system calls to work on it. */
export interface Place extends PathEntry {
  readonly calls: FileCalls;
}

interface Link {
  readonly path: string;
  readonly uid: number;
}

/** In bytes. A larger file is not a settings file. */
const largestFile = 1024 * 1024;

/**
 * Finds the file that a path leads to, and keeps its folder open during the work, so that a folder that is swapped in the
 * meantime changes nothing.
 * @throws the system's error, or an error with a sentence where keyturn doesn't write
 */
export async function atPlace<Value>(
  calls: FileCalls,
  path: string,
  work: (place: Place) => Promise<Value>,
): Promise<Value> {
  const place = await findPlace(calls, path);
  try {
    return await work(place);
  } finally {
    await place.folder.close();
  }
}

async function findPlace(calls: FileCalls, path: string): Promise<Place> {
  const links: Link[] = [];
  const { folder, ...end } = await walkPath(calls, path, ({ path: at, found }) => {
    if (found?.isSymbolicLink()) links.push({ path: at, uid: found.uid });
  });
  try {
    refusePlanted(calls, links, end.found?.uid ?? folder.stats.uid);
  } catch (error) {
    await folder.close();
    throw error;
  }
  return { calls, folder, ...end };
}

/**
 * A link says where keyturn writes. It counts if root placed it, or the user of this process, or the owner of the file it leads
 * to: nobody else may choose a file that isn't theirs.
 */
function refusePlanted({ user }: FileCalls, links: readonly Link[], owner: number): void {
  if (user === null) return;
  const planted = links.find(({ uid }) => uid !== 0 && uid !== user && uid !== owner);
  if (planted) throw new Error(fileProblems.plantedLink(planted.path));
}

/**
 * Opens the file of a place. The descriptor is the file that was found, whatever happens to its name.
 * @throws the system's error, or an error with a sentence
 */
export async function openFound(
  place: Place,
  found: Stats,
  mode: 'read' | 'write',
  most = largestFile,
): Promise<OpenFile> {
  const { calls, folder, name } = place;
  refuseKind(found);
  const opened = await calls.open(folder.at(name), flags[mode]).catch((error: unknown) => {
    // It was no link when it was found.
    throw systemCode(error) === 'ELOOP' ? new Error(fileProblems.swapped) : error;
  });
  try {
    const stats = await opened.stat();
    if (!isSameFile(stats, found)) throw new Error(fileProblems.swapped);
    refuseKind(stats);
    refuseSharedName(place, stats);
    if (stats.size > most) throw new Error(fileProblems.tooLarge);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

export function isOwnReadOnly({ calls }: Place, { uid, mode }: Stats, error: unknown): boolean {
  return systemCode(error) === 'EACCES' && uid === calls.user && (mode & 0o200) === 0;
}

/** @throws Error if the path now leads to a different file, or to a different folder */
export function refuseSwapped(before: Place, now: Place): void {
  const isSame =
    before.path === now.path &&
    isSameFile(before.folder.stats, now.folder.stats) &&
    (before.found === null || now.found === null ? before.found === now.found : isSameFile(before.found, now.found));
  if (!isSame) throw new Error(fileProblems.swapped);
}

function refuseKind(found: Stats): void {
  const problem = kindProblem(found);
  if (problem !== null) throw new Error(problem);
}

/**
 * A hard link is a second name of a file. Who may add names to a folder could have linked a file here that they may not write:
 * its owner must be the owner of the folder, unless only root or this user adds names.
 */
function refuseSharedName({ calls: { user }, folder: { stats } }: Place, file: Stats): void {
  if (user === null || file.nlink < 2) return;
  const isOpenToAll = (stats.mode & constants.S_IWOTH) !== 0;
  const isOurs = stats.uid === 0 || stats.uid === user;
  if (isOpenToAll || (!isOurs && file.uid !== stats.uid)) throw new Error(fileProblems.hardLink);
}

/** Makes added and removed names survive a power cut. */
export async function syncFolderOf({ calls, folder }: Place): Promise<void> {
  // Windows can't open folders, and NTFS journals names itself.
  if (process.platform === 'win32') return;
  const opened = await calls.open(folder.at('.'), flags.folder);
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}

/** Whether this user may add files to the folder. @throws the system's error if not */
export async function requireWritableFolder({ calls, folder }: Place): Promise<void> {
  await calls.access(folder.at('.'), constants.W_OK | constants.X_OK);
}
