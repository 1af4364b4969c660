import { outsideError } from '../core/plain/outside-text.ts';
import type { BackupFiles } from '../core/ports/backup-files.ts';
import type { Clock, State } from '../core/ports/ports.ts';
import { backupFailed } from '../core/words/state-problems.ts';
import type { StateFile } from './state-file.ts';

export interface StateCopies {
  stateFile(): Promise<StateFile>;
  backupFiles(): Promise<BackupFiles>;
  /** A state of which `atEnd` makes a backup if something was recorded with it. */
  noting<Opened extends State>(state: Opened): Opened;
  /** Makes a backup of the state now, and none at the end. Returns why that failed, in words; null if it didn't. */
  backUp(isUrgent: boolean): Promise<string | null>;
  /** After a command. Never a reason for it to fail. */
  atEnd(): Promise<void>;
}

interface Place {
  readonly home: () => Promise<string>;
  /** The folder of the state. */
  readonly folder: () => Promise<string>;
  readonly clock: () => Promise<Clock>;
  readonly isPractice: boolean;
  /** Who works here, for the audit trail. */
  readonly actor: string;
  readonly warn: (text: string) => void;
}

/** Copies of the state. Who runs no daemon has backups, too: each command that recorded something makes one. */
export function createStateCopies({ home, folder, clock, isPractice, actor, warn }: Place): StateCopies {
  let written: 'nothing' | 'notes' | 'acts' = 'nothing';
  let opened: State | null = null;
  const stateFile = async () => {
    const { openStateFile } = await import('./state-file.ts');
    return openStateFile({ folder: await folder(), clock: await clock() });
  };
  const backUp = async (isUrgent: boolean): Promise<string | null> => {
    written = 'nothing';
    // A backup of an older copy would hide that newer ones exist.
    if (opened?.installation.unconfirmed() === 'older') return null;
    try {
      await (await stateFile()).backUp(isUrgent);
      return null;
    } catch (error) {
      return backupFailed(outsideError(error));
    }
  };
  return {
    stateFile,
    backupFiles: async () => {
      const { createBackupFiles } = await import('../core/adapters/backup-file/backup-files.ts');
      const where = { home: await home(), folder: await folder(), clock: await clock() };
      return createBackupFiles({ ...where, isPractice, actor });
    },
    noting: (state) => {
      opened = state;
      const append: State['journal']['append'] = async (entry) => {
        const line = await state.journal.append(entry);
        if (entry.event === 'intended') written = 'acts';
        else if (written === 'nothing') written = 'notes';
        return line;
      };
      return { ...state, journal: { ...state.journal, append } };
    },
    backUp,
    atEnd: async () => {
      if (written === 'nothing') return;
      const problem = await backUp(written === 'acts').catch(outsideError);
      if (problem !== null) warn(problem);
    },
  };
}
