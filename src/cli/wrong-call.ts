import { type KeyturnError, reason } from '../core/reasons/errors.ts';

/** Flags or arguments that don't fit. The cure names the help of this command; of keyturn itself where none is named. */
export function wrongCall(command: string | null, problem: string): KeyturnError {
  return reason('UsageInvalid', { problem, ...(command === null ? {} : { command }) });
}
