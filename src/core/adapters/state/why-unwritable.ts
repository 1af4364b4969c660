import { accessSync, constants, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { outsideError } from '../../plain/outside-text.ts';
import { type KeyturnError, reason } from '../../reasons/errors.ts';
import { homeReason } from '../file-problem.ts';
import { stateFile } from './beside.ts';
import { sqliteFault } from './sqlite-fault.ts';

/** Less than SQLite needs for the files beside its own. In bytes. */
const almostNothing = 64 * 1024;

/** Why SQLite can't write its file. Its own words name neither a read-only file system nor, for each file, a full disk. */
export function whyUnwritable(path: string, error: unknown): KeyturnError {
  const cause = { cause: error };
  if (sqliteFault(error) === 'full') return reason('DiskFull', { path }, cause);
  try {
    for (const one of [dirname(stateFile(path)), path]) accessSync(one, constants.W_OK);
  } catch (refusal) {
    return homeReason(path, refusal);
  }
  if (freeSpace(path) < almostNothing) return reason('DiskFull', { path }, cause);
  return reason('HomeNotWritable', { path, problem: outsideError(error) }, cause);
}

/** DiskFull if there is no room beside this file; null otherwise. */
export function fullDisk(path: string): KeyturnError | null {
  return freeSpace(path) < almostNothing ? reason('DiskFull', { path }) : null;
}

function freeSpace(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(stateFile(path)));
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
