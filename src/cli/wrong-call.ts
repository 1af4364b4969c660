import { type KeyturnError, reason } from '../core/reasons/errors.ts';

/** A usage error. Its action names the help of the command, or of keyturn when `command` is null. */
export function wrongCall(command: string | null, problem: string): KeyturnError {
  return reason('UsageInvalid', { problem, ...(command === null ? {} : { command }) });
}
