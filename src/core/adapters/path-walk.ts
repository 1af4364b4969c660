import type { Stats } from 'node:fs';
import { isAbsolute, join, parse } from 'node:path';
import { fileProblems, systemProblems } from '../words/file-problems.ts';
import type { FileCalls } from './file-calls.ts';
import { flags } from './file-calls.ts';
import { systemCode } from './file-problem.ts';

/** A folder on the way of a path. */
export interface Folder {
  readonly path: string;
  readonly stats: Stats;
  /** How to name a file of this folder in a call. */
  at(name: string): string;
  close(): Promise<void>;
}

/** An entry of a folder on the way of a path: a folder, a link, or what the path names. */
export interface PathEntry {
  readonly folder: Folder;
  readonly name: string;
  /** The path without links. */
  readonly path: string;
  /** Of the entry itself, not of what a link leads to. null if there is none. */
  readonly found: Stats | null;
}

/** As Linux. */
const mostLinks = 40;

/**
 * Follows a path from the root, link by link. If the calls are bound, each folder stays open while its entry is found, so that
 * a folder that is swapped in the meantime changes nothing.
 * @param visit sees each entry before it is followed
 * @returns what the path names. The caller closes its folder
 * @throws the system's error, or an error with a sentence; what `visit` throws
 */
export async function walkPath(
  calls: FileCalls,
  path: string,
  visit: (entry: PathEntry) => void | Promise<void>,
): Promise<PathEntry> {
  if (!isAbsolute(path)) throw new Error(fileProblems.notAbsolute);
  let links = 0;
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
      const entry = { folder, name, path: join(folder.path, name), found };
      await visit(entry);
      if (found?.isSymbolicLink()) {
        links += 1;
        if (links > mostLinks) throw new Error(systemProblems.ELOOP);
        const target = await targetOfLink(calls, folder.at(name), found);
        left = [...partsOf(target), ...rest];
        if (isAbsolute(target)) await enter(openRoot(calls, target));
      } else if (rest.length === 0) {
        return entry;
      } else {
        if (!found) throw new Error(fileProblems.noFolder(entry.path));
        await enter(openFolder(calls, entry.path, folder.at(name), found));
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

/**
 * @param at how to name the folder in a call
 * @param found what was just found there
 */
async function openFolder(calls: FileCalls, path: string, at: string, found?: Stats): Promise<Folder> {
  if (!calls.isBound) {
    const stats = found ?? (await calls.lstat(path));
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

export function isSameFile(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}
