import { isKeyturnError } from '../reasons/errors.ts';
import { accessUsed, untouched } from '../reasons/reason.ts';

/** What became of REST access to secrets during some work. */
export interface Use {
  hasTurnedOn: boolean;
  isOffAgain: boolean;
}

/** An error of the work, which doesn't say that nothing changed if keyturn turned the setting on. */
export function ofUse(error: unknown, { hasTurnedOn, isOffAgain }: Use): unknown {
  if (!hasTurnedOn || !isKeyturnError(error) || !error.safe.startsWith(untouched)) return error;
  return error.withSafe(error.safe.replace(untouched, accessUsed[isOffAgain ? 'isOff' : 'mayBeOn']));
}
