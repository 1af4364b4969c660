import type { KeptRecord } from '../model/containment-record.ts';
import type { StateBackup } from '../model/state-backup.ts';
import type { UnreadableRecord } from '../model/unreadable-record.ts';
import { countOf, plainText } from '../plain/text.ts';
import type { Unconfirmed } from '../reasons/unconfirmed.ts';
import { unconfirmedWords } from '../reasons/unconfirmed.ts';
import { containmentRecordWords, recordedBlock } from './containment-record.ts';
import type { DoctorWords } from './doctor.ts';

/** Lines about the state and its copies. */
export const stateWords = {
  unconfirmed: (why: Unconfirmed): DoctorWords => [
    'State',
    unconfirmedWords(why),
    'Stop keyturn where the other copy is, then run `keyturn doctor --confirm`.',
  ],
  unreadable: ({ app, problem }: UnreadableRecord): DoctorWords => [
    'State',
    `${app === null ? 'a record' : `keyturn's record of ${plainText(app, 80)}`} can't be read: ${plainText(problem, 200)}`,
    'Run `keyturn doctor --repair`.',
  ],
  containment: ({ path, record }: KeptRecord): DoctorWords => [
    'Blocked access',
    recordedBlock(record),
    containmentRecordWords.continues(record, path),
  ],
  backups: ([newest, ...older]: readonly StateBackup[]): DoctorWords => [
    'Backups',
    newest === undefined
      ? 'none yet; keyturn makes one when it records something'
      : `${countOf(older.length + 1, 'backup')} of the state, the newest of ${new Date(newest.at).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  ],
} as const;
