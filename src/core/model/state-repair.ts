import type { StateBackup } from './state-backup.ts';
import type { UnreadableRecord } from './unreadable-record.ts';

/** A record that couldn't be read. */
export interface MendedRecord {
  readonly kind: UnreadableRecord['kind'];
  readonly app: string | null;
  /** The backup that its content is from; null if none has it, so the record is gone. */
  readonly from: StateBackup | null;
  /** The file with what was there. */
  readonly kept: string;
}

/** What had the place of a file beside the state. */
export interface MovedFile {
  readonly from: string;
  readonly to: string;
}

/** How a state was repaired. */
export type StateRepair =
  | {
      readonly kind: 'file';
      readonly path: string;
      /** null if the new file is empty. */
      readonly backup: StateBackup | null;
      /** Where the damaged file is; null if there is none. */
      readonly setAside: string | null;
      readonly moved: readonly MovedFile[];
    }
  | { readonly kind: 'moved'; readonly moved: readonly MovedFile[] }
  | { readonly kind: 'records'; readonly moved: readonly MovedFile[]; readonly mended: readonly MendedRecord[] };
