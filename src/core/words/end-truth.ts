import type { Decommission } from '../model/decommission.ts';
import { type KeyturnError, reasons } from '../reasons/errors.ts';
import { untouched, withoutAccess } from '../reasons/reason.ts';
import { decommissionWords, endingAccess } from './decommission.ts';

/**
 * The error of a command for an app. The catalogue's sentence about integrations describes the usual case: while the app is
 * being decommissioned, OAuth may be off. A more exact sentence stays.
 * @param hasSeenOff the command itself has seen that OAuth is off
 */
export function ofEndingApp(
  error: KeyturnError,
  decommission: Decommission | undefined,
  hasSeenOff = false,
): KeyturnError {
  const { code, safe } = error;
  const flow = decommission?.flow ?? null;
  if (flow === null || (withoutAccess(safe) !== untouched && safe !== reasons[code].safe)) return error;
  return error.withSafe(hasSeenOff ? decommissionWords.isOff : endingAccess(flow));
}
