import { constants, type Stats } from 'node:fs';
import { isAbsolute, join, parse } from 'node:path';
import { fileProblems, systemProblems } from '../../words/file-problems.ts';
import { systemCode } from '../file-problem.ts';
import { kindProblem } from '../regular-file.ts';
import { type FileCalls, flags, type OpenFile } from './file-calls.ts';

/** The file that a target's path leads to. */
export interface Place {
  readonly calls: FileCalls;
  readonly folder: Folder;
  readonly name: string;
  /** The path without links. */
  readonly path: string;
  /** null if there is no file yet. */
  readonly found: Stats | null;
}

interface Folder {
  readonly path: string;
  readonly stats: Stats;
  /** How to name a file of this folder in a call. */
  at(name: string): string;
  close(): Promise<void>;
}

interface Link {
  readonly path: string;
  readonly uid: number;
}

/** As Linux. */
const mostLinks = 40;
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
  if (!isAbsolute(path)) throw new Error(fileProblems.notAbsolute);
  const links: Link[] = [];
  let left = partsOf(path);
  let folder = await openRoot(calls, path);
  const enter = async (opened: Promise<Folder>) => {
    const next = await opened;
    await folder.close();
    folder = next;
  };
  try {
    for (;;) {
      const [name, ...rest] = left;
      if (name === undefined) throw new Error(fileProblems.isFolder);
      const found = await foundAt(calls, folder.at(name));
      if (found?.isSymbolicLink()) {
        if (links.length === mostLinks) throw new Error(systemProblems.ELOOP);
        const target = await targetOfLink(calls, folder.at(name), found);
        links.push({ path: join(folder.path, name), uid: found.uid });
        left = [...partsOf(target), ...rest];
        if (isAbsolute(target)) await enter(openRoot(calls, target));
      } else if (rest.length === 0) {
        refusePlanted(calls, links, found?.uid ?? folder.stats.uid);
        return { calls, folder, name, path: join(folder.path, name), found };
      } else {
        if (!found) throw new Error(fileProblems.noFolder(join(folder.path, name)));
        await enter(openFolder(calls, join(folder.path, name), folder.at(name)));
        left = rest;
      }
    }
  } catch (error) {
    await folder.close();
    throw error;
  }
}

function partsOf(path: string): readonly string[] {
  const parts = path.slice(parse(path).root.length).split(process.platform === 'win32' ? /[\\/]/ : '/');
  return parts.filter((part) => part !== '' && part !== '.');
}

function openRoot(calls: FileCalls, path: string): Promise<Folder> {
  const { root } = parse(path);
  return openFolder(calls, root, root);
}

/** @param at how to name the folder in a call */
async function openFolder(calls: FileCalls, path: string, at: string): Promise<Folder> {
  if (!calls.isBound) {
    const stats = await calls.lstat(path);
    if (!stats.isDirectory()) throw new Error(systemProblems.ENOTDIR);
    return { path, stats, at: (name) => join(path, name), close: async () => undefined };
  }
  const opened = await calls.open(at, flags.passing);
  const stats = await opened.stat();
  return { path, stats, at: (name) => `/proc/self/fd/${opened.fd}/${name}`, close: () => opened.close() };
}

async function foundAt(calls: FileCalls, at: string): Promise<Stats | null> {
  try {
    return await calls.lstat(at);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Where a link leads. The owner of its folder can swap it for another one at any time, so it is read several times: a link that
 * changes meanwhile is refused.
 */
async function targetOfLink(calls: FileCalls, at: string, found: Stats): Promise<string> {
  const first = await calls.readlink(at);
  for (let round = 0; round < 8; round += 1) {
    const isSame = isSameFile(await calls.lstat(at), found) && (await calls.readlink(at)) === first;
    if (!isSame) throw new Error(fileProblems.swapped);
  }
  return first;
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

/** A file that its owner made read-only can be written by its owner all the same, and stays read-only. */
export async function openToWrite(place: Place, found: Stats): Promise<OpenFile> {
  try {
    return await openFound(place, found, 'write');
  } catch (error) {
    if (!isOwnReadOnly(place, found, error)) throw error;
  }
  const reading = await openFound(place, found, 'read');
  try {
    await reading.chmod((found.mode & 0o7777) | 0o200);
    return await openFound(place, found, 'write');
  } finally {
    await reading.chmod(found.mode & 0o7777);
    await reading.close();
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

export function isSameFile(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
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
