import { existsSync, lstatSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../ports/ports.ts';
import { systemCode } from '../file-problem.ts';
import { ageFolder } from '../secret-store/age-folder.ts';
import { backupFolder, listBackups } from './backup-names.ts';
import { asideOf, stateFile } from './beside.ts';

/**
 * Renames a damaged or replaced state file and its log, so that nothing is lost. The next run doesn't take an empty file for it. A link
 * to the file stays.
 * @returns the new name; null if the file stays, because the system refuses to rename it
 */
export function setAside(path: string, clock: Clock, why: 'damaged' | 'replaced' = 'damaged'): string | null {
  const file = stateFile(path);
  const target = asideName(file, clock, why);
  for (const end of ['', '-wal', '-shm', '-journal']) {
    try {
      renameSync(`${file}${end}`, `${target}${end}`);
    } catch (error) {
      // Not every file has a log, and another process may have been faster. A log without its file is never taken for a new state.
      if (systemCode(error) !== 'ENOENT') return existsSync(target) ? target : null;
    }
  }
  return target;
}

/** A name that no file has yet. */
export function asideName(path: string, clock: Clock, why: 'damaged' | 'replaced'): string {
  const instant = new Date(clock.now()).toISOString().replace(/[:.]/g, '-');
  let target = `${path}.${why}-${instant}`;
  for (let copy = 2; existsSync(target); copy++) target = `${path}.${why}-${instant}-${copy}`;
  return target;
}

const setAsideName = /\.damaged-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z(?:-\d+)?$/;

/** When a damaged state was set aside, in epoch ms, from its name; null for any other file, and for a log. */
export function setAsideAt(name: string): number | null {
  const [, date, hours, minutes, seconds, ms] = setAsideName.exec(name) ?? [];
  const at = date === undefined ? Number.NaN : Date.parse(`${date}T${hours}:${minutes}:${seconds}.${ms}Z`);
  return Number.isNaN(at) ? null : at;
}

/** The state file of a folder. Paths in `traces` show that there was one: copies of it, or what keyturn only makes with one; best last. */
export type FoundState =
  | { readonly kind: 'there' | 'only-log' | 'none' }
  | { readonly kind: 'lost'; readonly traces: readonly string[] };

/** @throws the system's error */
export function findState(folder: string): FoundState {
  const path = join(folder, 'state.db');
  const file = stateFile(path);
  if (isThere(file)) return { kind: 'there' };
  // Another process may have just created it.
  if (isThere(`${file}-wal`)) return { kind: isThere(file) ? 'there' : 'only-log' };
  const traces = [...usesIn(folder), ...copiesIn(folder)];
  return traces.length > 0 ? { kind: 'lost', traces } : { kind: 'none' };
}

/** Backups, and files that were set aside. Newest last. */
function copiesIn(folder: string): readonly string[] {
  return [...backupsOf(folder), ...asideIn(folder).filter((path) => !path.endsWith('-shm'))];
}

/** State files and their logs that were set aside in a folder, or where its state is a link to. Oldest first in each. */
export function asideIn(folder: string): readonly string[] {
  const path = join(folder, 'state.db');
  return [...new Set([path, stateFile(path)])].flatMap((file) => {
    try {
      return asideOf(file);
    } catch {
      // Whoever opens the file reports why its folder can't be read.
      return [];
    }
  });
}

/** Stored credentials, and the sign of life of a daemon. */
function usesIn(folder: string): readonly string[] {
  const pairs = ageFolder(folder).pairs;
  const heartbeat = join(folder, 'daemon.heartbeat');
  return [
    ...(existsSync(heartbeat) ? [heartbeat] : []),
    ...(namesIn(pairs).some((name) => name.endsWith('.age')) ? [pairs] : []),
  ];
}

/** Oldest first. A folder that can't be listed may have backups. */
function backupsOf(folder: string): readonly string[] {
  try {
    return listBackups(folder)
      .map(({ path }) => path)
      .reverse();
  } catch {
    return [backupFolder(folder)];
  }
}

/** Whoever opens the file reports why the folder can't be read. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether a folder has a state, or had one. One that can't be read may have one. */
export function hadState(folder: string): boolean {
  return kindIn(folder) !== 'none';
}

/** Whether a folder has a state or a copy of one, so that another one would be a second state. */
export function hasAnyState(folder: string): boolean {
  const kind = kindIn(folder);
  return kind === 'there' || kind === 'only-log' || hasCopies(folder);
}

/** Whether a folder has backups, or state files that were set aside. */
export function hasCopies(folder: string): boolean {
  return copiesIn(folder).length > 0;
}

function kindIn(folder: string): FoundState['kind'] {
  try {
    return findState(folder).kind;
  } catch {
    return 'there';
  }
}

/** A link that leads nowhere is there, too: its file may come back, such as with a disk. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
