import type { Action } from '../machine/action.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import type { Run } from './run.ts';

/** All actions except those that end the attempt. */
export type Performed = Exclude<Action, { readonly do: 'stop' | 'rest' | 'finish' }>;

/** Actions that need REST access to secrets. */
const pairActions: ReadonlySet<Action['do']> = new Set([
  'observe',
  'stage',
  'read-staged',
  'drop-staged',
  'rotate',
  'delete',
  'free-slot',
]);

export function touchesPairs(action: Action): action is Performed {
  return pairActions.has(action.do);
}

/** Whether REST access to secrets is on for this action, and for those that follow it at once. */
export function isInBurst({ attempt, rotation: { kind, consent } }: Run, action: Performed): boolean {
  // After a deploy, the slot is looked at together with the new secret.
  if (action.do === 'read-primary') return kind === 'emergency' && consent.borrow;
  const { timesOff, isSlotRefused, isSlotSettled } = attempt;
  const needsIt = touchesPairs(action) && !(action.do === 'observe' && isSlotSettled);
  return needsIt && (timesOff > 0 || isSlotRefused);
}

/**
 * Whether REST access to secrets was off and may be turned on temporarily. If somebody turns it off during the run, it is
 * turned on once more.
 */
export function isOffUnderUs({ attempt, rotation: { app, consent, emergency, stays } }: Run, error: unknown): boolean {
  if (!isKeyturnError(error) || error.code !== 'SecretAccessDisabled') return false;
  const wasBorrowedTwice = attempt.timesOff > 1;
  if (wasBorrowedTwice && emergency && stays === null) throw reason('EmergencyNeedsDeploy', { app }, { cause: error });
  if (!consent.borrow || wasBorrowedTwice) return false;
  attempt.timesOff += 1;
  return true;
}
