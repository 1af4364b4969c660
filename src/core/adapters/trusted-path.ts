import { constants, type Stats } from 'node:fs';
import { fileProblems, trustCures } from '../words/file-problems.ts';
import { type Owners, systemOwners } from './owners.ts';
import { type PathEntry, walkPath } from './path-walk.ts';

/** A part of a path that somebody besides root and this user could change. */
export interface Weakness {
  readonly path: string;
  /** `itself` is what the path names. */
  readonly part: 'itself' | 'folder' | 'link';
  /** It belongs to somebody else, or others may write to it. */
  readonly kind: 'foreign' | 'open';
  /** With the part as its subject. */
  readonly problem: string;
  /** As a sentence. */
  readonly cure: string;
}

/**
 * The rule for everything that keyturn runs or obeys, as OpenSSH's StrictModes: only root and the user can change it. It holds
 * for the file, for each folder up to the root, and for each link on the way with the folders around it.
 *
 * A folder is checked before its entry is read. So from then on, nobody else can put anything else at that path, and a program
 * that was checked is the program that starts. A start by descriptor would add nothing, and would take a script's name from it.
 *
 * Not a weakness: a group whose only member is the user; a folder in which everybody may delete only their own entries, such as
 * `/tmp`, if the entry belongs to root or the user. On Windows, modes say nothing, so there is never one.
 * @returns in the order of the path
 * @throws the system's error, or an error with a sentence
 */
export async function weaknessesOf(path: string, owners: Owners = systemOwners): Promise<readonly Weakness[]> {
  if (owners.calls.user === null) return [];
  const found = new Map<string, Weakness>();
  const note = (weakness: Weakness | null) => {
    if (weakness !== null && !found.has(weakness.path)) found.set(weakness.path, weakness);
  };
  const end = await walkPath(owners.calls, path, async (entry) => {
    note(await folderWeakness(owners, entry));
    if (entry.found?.isSymbolicLink()) note(await ownerWeakness(owners, entry.path, entry.found, 'link'));
  });
  await end.folder.close();
  if (end.found) note(await weaknessOf(owners, end.path, end.found));
  return [...found.values()];
}

/** What is weak about a file or folder itself. @param path without links */
export async function weaknessOf(owners: Owners, path: string, stats: Stats): Promise<Weakness | null> {
  const foreign = await ownerWeakness(owners, path, stats, 'itself');
  if (foreign !== null) return foreign;
  return (await isOpen(owners, stats)) && !isSticky(stats) ? openWeakness(path, 'itself') : null;
}

/**
 * What somebody else put at a path: links that lead there, and what they lead to. Folders don't count: with these alone, nobody
 * can make a file that belongs to this user.
 */
export async function foreignAt(path: string, owners: Owners = systemOwners): Promise<readonly Weakness[]> {
  return (await weaknessesOf(path, owners)).filter(({ kind, part }) => kind === 'foreign' && part !== 'folder');
}

async function folderWeakness(owners: Owners, { folder, path, found }: PathEntry): Promise<Weakness | null> {
  const foreign = await ownerWeakness(owners, folder.path, folder.stats, 'folder');
  if (foreign !== null || !(await isOpen(owners, folder.stats))) return foreign;
  const isKept = isSticky(folder.stats) && (found === null || (await owners.isOurs(path, found)));
  return isKept ? null : openWeakness(folder.path, 'folder');
}

async function ownerWeakness(
  owners: Owners,
  path: string,
  stats: Stats,
  part: Weakness['part'],
): Promise<Weakness | null> {
  if (await owners.isOurs(path, stats)) return null;
  const problem = fileProblems.otherOwner(wordsOf(part, path), await owners.nameOf(stats.uid));
  return { path, part, kind: 'foreign', problem, cure: trustCures.foreign([path], owners.calls.user ?? 0) };
}

function openWeakness(path: string, part: Weakness['part']): Weakness {
  const problem = fileProblems.writable(wordsOf(part, path));
  return { path, part, kind: 'open', problem, cure: trustCures.open(path) };
}

/** Whether others may write to it. */
async function isOpen(owners: Owners, { mode, gid }: Stats): Promise<boolean> {
  if ((mode & constants.S_IWOTH) !== 0) return true;
  return (mode & constants.S_IWGRP) !== 0 && owners.hasOthers(gid);
}

function isSticky(stats: Stats): boolean {
  return stats.isDirectory() && (stats.mode & 0o1000) !== 0;
}

function wordsOf(part: Weakness['part'], path: string): string {
  if (part === 'itself') return 'it';
  return part === 'folder' ? fileProblems.folderOf(path) : fileProblems.linkOf(path);
}
