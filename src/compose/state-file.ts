import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setAsideIn } from '../core/adapters/set-aside-files.ts';
import { unreadableRows } from '../core/adapters/state/all-rows.ts';
import { backupsIn } from '../core/adapters/state/backup-names.ts';
import { backUpState } from '../core/adapters/state/backups.ts';
import { connect } from '../core/adapters/state/connect.ts';
import { repairState } from '../core/adapters/state/repair-state.ts';
import { sqliteFault } from '../core/adapters/state/sqlite-fault.ts';
import type { SetAsideFile } from '../core/model/set-aside-file.ts';
import type { StateBackup } from '../core/model/state-backup.ts';
import type { StateRepair } from '../core/model/state-repair.ts';
import type { UnreadableRecord } from '../core/model/unreadable-record.ts';
import type { Clock } from '../core/ports/ports.ts';

const busyMs = 5_000;

/** The state as a file: for copies of it, and for repairing it. Opening this opens no state. */
export interface StateFile {
  /** Newest first. */
  backups(): readonly StateBackup[];
  /** @returns null if nothing changed since the last one @throws the system's or SQLite's error */
  backUp(isUrgent: boolean): Promise<StateBackup | null>;
  /** Records that can't be read. None if there is no state, or if it can't be opened now. @throws SQLite's error for a damaged file */
  unreadable(): readonly UnreadableRecord[];
  /** What was set aside beside it, in the whole folder. */
  setAside(): readonly SetAsideFile[];
  /** @returns null if there was nothing to repair @throws StateTooNew, StateBusy, FileNotYours, HomeNotWritable */
  repair(): Promise<StateRepair | null>;
}

export function openStateFile(place: { readonly folder: string; readonly clock: Clock }): StateFile {
  const path = join(place.folder, 'state.db');
  return {
    backups: () => backupsIn(place.folder),
    backUp: (isUrgent) => backUpState({ ...place, isUrgent }),
    unreadable: () => {
      try {
        return unreadableIn(path);
      } catch (error) {
        const fault = sqliteFault(error);
        if (fault === null || fault === 'damaged') throw error;
        return [];
      }
    },
    setAside: () => setAsideIn(place.folder),
    repair: () => repairState(place),
  };
}

function unreadableIn(path: string): readonly UnreadableRecord[] {
  if (!existsSync(path)) return [];
  const { database } = connect(path, busyMs);
  try {
    return unreadableRows(database).map(({ record }) => record);
  } finally {
    database.close();
  }
}
