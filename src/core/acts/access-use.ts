import type { State } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { hiddenThoughTurnedOn } from '../reasons/proof.ts';
import { accessUsed, untouched } from '../reasons/reason.ts';

/** What became of REST access to secrets during some work. */
export interface Use {
  hasTurnedOn: boolean;
  isOffAgain: boolean;
  /** When a process of keyturn turned it on, in epoch ms; null if it was on without keyturn, and before it is on. */
  onSince: number | null;
  /** Waiting longer makes no difference. */
  isSettled: boolean;
  /** Salesforce still showed no secret then. */
  isHidden: boolean;
}

export const newUse = (): Use => ({
  hasTurnedOn: false,
  isOffAgain: false,
  onSince: null,
  isSettled: false,
  isHidden: false,
});

/**
 * An error of the work, which doesn't say that nothing changed if keyturn turned the setting on. Nor does it ask a person to turn on
 * what keyturn has turned on.
 */
export function ofUse<Given>(given: Given, { hasTurnedOn, isOffAgain, isHidden }: Use): Given | KeyturnError {
  const error = isHidden && isKeyturnError(given) ? hiddenAnyway(given) : given;
  if (!hasTurnedOn || !isKeyturnError(error) || !error.safe.startsWith(untouched)) return error;
  return error.withSafe(error.safe.replace(untouched, accessUsed[isOffAgain ? 'isOff' : 'mayBeOn']));
}

function hiddenAnyway(error: KeyturnError): KeyturnError {
  if (error.code === 'SecretAccessDisabled') return reason('SecretAccessDisabled', { isOff: false }, { cause: error });
  if (error.code !== 'SecretUnreadable') return error;
  return error.continuing({ safe: error.safe, actions: hiddenThoughTurnedOn });
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
