import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import { cp, open } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { HomeContent } from '../model/uninstall.ts';
import { reason } from '../reasons/errors.ts';
import { fileProblems } from '../words/file-problems.ts';
import { uninstallWords } from '../words/uninstall.ts';
import { syncFolder } from './durable-file.ts';
import { fileReason, systemCode } from './file-problem.ts';
import { privateFolder } from './home.ts';
import { isOwnName, isOwnPath, placeOf } from './home-names.ts';
import { ageFolder } from './secret-store/age-folder.ts';
import { setAsideIn } from './set-aside-files.ts';

/** What a home has; null if it doesn't exist. Changes nothing. @throws HomeNotWritable if it can't be listed */
export function contentOfHome(path: string): HomeContent | null {
  const names = namesIn(path);
  if (names === null) return null;
  const [ours, others] = [names.filter(isOwnName), names.filter((name) => !isOwnName(name))];
  const nested = new Map(ours.map((name) => [name, othersIn(path, name)]));
  return {
    path,
    ours: ours
      .filter((name) => nested.get(name)?.length === 0 || hasOwn(path, name))
      .sort((one, other) => placeOf(one) - placeOf(other)),
    others: [...others, ...[...nested.values()].flat()],
    secrets: (namesIn(ageFolder(path).pairs) ?? []).filter(
      (name) => name.endsWith('.age') && isOwnPath(`secrets/pairs/${name}`),
    ),
    setAside: setAsideIn(path).filter(({ name }) => isOwnName(name.split('/')[0] ?? '')),
    reports: [path, join(path, 'practice-watch')].flatMap(reportsIn).length,
  };
}

function reportsIn(folder: string): readonly string[] {
  const names = namesIn(join(folder, 'incidents')) ?? [];
  return names.filter((name) => name.endsWith('.md') && isOwnPath(`incidents/${name}`));
}

/** Paths below a folder of keyturn that aren't keyturn's. @param own its path in the home */
function othersIn(home: string, own: string): readonly string[] {
  return entriesOf(home, own).flatMap((entry) => (isOwnPath(entry) ? othersIn(home, entry) : [entry]));
}

/** Whether there is anything of keyturn's below a folder of keyturn. */
function hasOwn(home: string, own: string): boolean {
  return entriesOf(home, own).some(
    (entry) => isOwnPath(entry) && (!isFolder(join(home, entry)) || hasOwn(home, entry)),
  );
}

/** None for a file or a link. */
function entriesOf(home: string, own: string): readonly string[] {
  const path = join(home, own);
  return isFolder(path) ? (namesIn(path) ?? []).map((name) => `${own}/${name}`) : [];
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Deletes what keyturn made, and the home itself if nothing else is left. Never follows a link.
 * @returns what is left of the home, or null if it is gone
 * @throws HomeNotWritable
 */
export function removeHome(path: string): HomeContent | null {
  for (const name of contentOfHome(path)?.ours ?? []) removeOwn(path, name);
  try {
    if (namesIn(path)?.length === 0 && !lstatSync(path).isSymbolicLink()) rmdirSync(path);
  } catch (error) {
    throw fileReason('HomeNotWritable', path, error);
  }
  return contentOfHome(path);
}

/**
 * Deletes a file or folder of keyturn in a home, but nothing else that is in it.
 * @param own its path in the home
 * @returns paths of what is left
 * @throws HomeNotWritable
 */
export function removeOwn(home: string, own: string): readonly string[] {
  const path = join(home, own);
  try {
    if (!isFolder(path)) {
      rmSync(path, { force: true });
      return [];
    }
    const left = entriesOf(home, own).flatMap((entry) => (isOwnPath(entry) ? removeOwn(home, entry) : [entry]));
    if (left.length === 0) rmdirSync(path);
    return left;
  } catch (error) {
    throw fileReason('HomeNotWritable', home, error);
  }
}

/**
 * Copies what keyturn made to a new folder with mode 0700, and compares every file. The copy is on disk when it resolves: the
 * original is deleted next.
 * @throws FileExists, FileNotWritten
 */
export async function backUpHome(path: string, to: string): Promise<void> {
  const target = resolve(to);
  if (target === path || target.startsWith(path + sep))
    throw reason('FileNotWritten', { path: target, problem: fileProblems.ofKeyturn });
  if (existsSync(target)) throw reason('FileExists', { path: target });
  if (!existsSync(dirname(target))) {
    throw reason('FileNotWritten', { path: target, problem: fileProblems.noFolder(dirname(target)) });
  }
  try {
    privateFolder(target);
    for (const name of contentOfHome(path)?.ours ?? []) {
      // A link is copied as a link: what it leads to isn't keyturn's.
      await cp(join(path, name), join(target, name), {
        recursive: true,
        preserveTimestamps: true,
        verbatimSymlinks: true,
      });
      if (!isSame(join(path, name), join(target, name))) {
        throw reason('FileNotWritten', { path: target, problem: uninstallWords.lost(join(target, name)) });
      }
    }
    await sync(target);
    await syncFolder(dirname(target));
  } catch (error) {
    throw fileReason('FileNotWritten', target, error);
  }
}

async function sync(path: string): Promise<void> {
  const stats = lstatSync(path);
  if (stats.isDirectory()) {
    for (const name of readdirSync(path)) await sync(join(path, name));
    return syncFolder(path);
  }
  if (!stats.isFile()) return;
  // Windows flushes only what is open for writing.
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function isSame(one: string, other: string): boolean {
  const stats = lstatSync(one);
  if (stats.isSymbolicLink()) return readlinkSync(one) === readlinkSync(other);
  if (!stats.isDirectory()) return !stats.isFile() || readFileSync(one).equals(readFileSync(other));
  return readdirSync(one).every((name) => isSame(one + sep + name, other + sep + name));
}

/** null if there is no such folder. */
function namesIn(path: string): readonly string[] | null {
  try {
    return readdirSync(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw fileReason('HomeNotWritable', path, error);
  }
}
