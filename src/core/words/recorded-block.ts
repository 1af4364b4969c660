import type { ContainmentRecord } from '../model/containment-record.ts';
import type { KeyturnError } from '../reasons/errors.ts';
import { containmentRecordWords, recordedBlock } from './containment-record.ts';
import { blockingWords } from './emergency-plan.ts';

/**
 * An error of an emergency that changed nothing, while a record has an earlier containment of the app.
 * @param path of the record; null if keyturn keeps none
 */
export function withRecordedBlock(error: KeyturnError, record: ContainmentRecord, path: string | null): KeyturnError {
  const { app } = record;
  // Access is blocked, so no command to block it is needed.
  const cures = error.actions.filter((action) => action !== blockingWords(app));
  const isNamed = path === null || cures.some((action) => action.includes('--record'));
  return error.continuing({
    safe: `Nothing changed in the org. ${recordedBlock(record)}`,
    actions: isNamed ? cures : [...cures, containmentRecordWords.continues(record, path)],
  });
}
