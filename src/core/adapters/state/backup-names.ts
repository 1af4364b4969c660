import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StateBackup } from '../../model/state-backup.ts';
import { homeReason } from '../file-problem.ts';

const backupName = /^state-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-(\d+)-([0-9a-f]{8})(-partly)?\.db$/;

export function backupFolder(folder: string): string {
  return join(folder, 'backups');
}

/** The backups of a state, newest first; none if their folder can't be listed. Reads only their names. */
export function backupsIn(folder: string): readonly StateBackup[] {
  try {
    return listBackups(folder);
  } catch {
    return [];
  }
}

/** For what must not take a folder that can't be listed for an empty one. @throws HomeNotWritable */
export function listBackups(folder: string): readonly StateBackup[] {
  const path = backupFolder(folder);
  if (!existsSync(path)) return [];
  const found = namesIn(path).flatMap((name): StateBackup[] => {
    const [, date, hours, minutes, seconds, ms, line, head = '', partly] = backupName.exec(name) ?? [];
    // A pipe would wait forever.
    if (date === undefined || !statSync(join(path, name), { throwIfNoEntry: false })?.isFile()) return [];
    const at = Date.parse(`${date}T${hours}:${minutes}:${seconds}.${ms}Z`);
    return [{ path: join(path, name), at, line: Number(line), head, isWhole: partly === undefined }];
  });
  return found.sort((one, other) => other.at - one.at || other.line - one.line);
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    throw homeReason(path, error);
  }
}
