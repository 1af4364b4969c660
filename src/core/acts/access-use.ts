import type { State } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { accessUsed, untouched } from '../reasons/reason.ts';

/** What became of REST access to secrets during some work. */
export interface Use {
  hasTurnedOn: boolean;
  isOffAgain: boolean;
}

/** An error of the work, which doesn't say that nothing changed if keyturn turned the setting on. */
export function ofUse<Given>(error: Given, { hasTurnedOn, isOffAgain }: Use): Given | KeyturnError {
  if (!hasTurnedOn || !isKeyturnError(error) || !error.safe.startsWith(untouched)) return error;
  return error.withSafe(error.safe.replace(untouched, accessUsed[isOffAgain ? 'isOff' : 'mayBeOn']));
}

type OfState = Pick<State, 'leases'>;

/** Kept per state, because a test may run two programs in one process. */
const uses = new WeakMap<object, Use>();
const cleaned = new WeakSet<object>();

/** A use of the setting by this process is over. */
export function noteUse({ leases }: OfState, use: Use): void {
  if (use.hasTurnedOn) uses.set(leases, use);
}

/** This process has turned off what others left on. */
export function noteCleaned({ leases }: OfState): void {
  cleaned.add(leases);
}

export function hasCleanedAccess({ leases }: OfState): boolean {
  return cleaned.has(leases);
}

/** An error at the end of a command, which doesn't say that nothing changed if this process turned the setting on. */
export function ofLastUse(error: KeyturnError, { leases }: OfState): KeyturnError {
  const use = uses.get(leases);
  return use ? ofUse(error, use) : error;
}
