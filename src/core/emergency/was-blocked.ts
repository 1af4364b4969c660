import { isFlowOff } from '../acts/stop-access.ts';
import { stillContained } from '../machine/start-emergency.ts';
import type { ContainmentRecord } from '../model/containment-record.ts';
import type { ContainBy } from '../model/emergency-run.ts';
import type { Rotation } from '../model/rotation.ts';
import type { OtherFreeze } from '../model/shared-freeze.ts';
import type { Prepared } from '../rotation/run.ts';
import type { EmergencyRequest } from './emergency-request.ts';

interface Known {
  readonly open: Rotation | null;
  readonly request: Pick<EmergencyRequest, 'record'>;
  /** The record of an earlier containment that the state doesn't know; null without one. */
  readonly earlier: ContainmentRecord | null;
}

interface Found extends Pick<Prepared, 'policy' | 'freeze'> {
  readonly containBy: ContainBy | null;
  /** The emergency of another app that has frozen the same user; null without one. */
  readonly frozenFor: OtherFreeze | null;
  /** The open emergency, if it continues; null for a new one. */
  readonly goesOn: Rotation | null;
}

/** Whether access was blocked before keyturn: as the run that blocked it, or its record, says, or else as the org reports it. */
export function wasBlocked(
  { open, request, earlier }: Known,
  { containBy, policy, freeze, frozenFor, goesOn }: Found,
): boolean {
  const begun = goesOn ? goesOn.emergency?.containment : stillContained(open);
  const known = begun ?? request.record ?? earlier;
  const by = known?.by ?? containBy;
  const found = by === 'freeze' ? freeze?.isFrozen : by && policy && isFlowOff(policy);
  // What another emergency of keyturn has frozen wasn't so before.
  if (!known) return (found ?? false) && !(by === 'freeze' && frozenFor?.wasSo === false);
  // Others may have turned on since what was off before. As long as access must be blocked, keyturn then turns it off itself.
  return known.wasSo && (begun?.openedAt != null || (found ?? true));
}
