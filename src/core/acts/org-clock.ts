import { formatDuration } from '../plain/duration.ts';
import { minute } from '../plain/time.ts';
import type { Clock, SalesforceOrg } from '../ports/ports.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';

type Org = Pick<SalesforceOrg, 'name' | 'aheadMs'>;

/** Up to here, two clocks count as the same. */
const toleratedMs = 5 * minute;

/** How far the org's clock is ahead of this computer's, in ms; 0 while they differ by no more than 5 minutes, or if it is unknown. */
export function clockGap(org: Org): number {
  const ahead = org.aheadMs();
  return ahead === null || Math.abs(ahead) <= toleratedMs ? 0 : ahead;
}

/** The time by the org's clock, in epoch ms, if it differs from this computer's. */
export function timeIn(org: Org, clock: Pick<Clock, 'now'>): number {
  return clock.now() + clockGap(org);
}

/** The later one of a time by this computer's clock and the same by the org's. What counts from it ends too early by neither. */
export function laterTime(org: Org, at: number): number {
  return at + Math.max(0, clockGap(org));
}

/** Why nothing is done in the org only because time has passed; null while the clocks agree. */
export function clockProblem(org: Org): KeyturnError | null {
  const aheadMs = clockGap(org);
  if (aheadMs === 0) return null;
  return reason('ClockDiffers', { org: org.name, span: formatDuration(Math.abs(aheadMs)), isAhead: aheadMs < 0 });
}

/** @throws ClockDiffers */
export function mustAgreeOnTime(org: Org): void {
  const problem = clockProblem(org);
  if (problem) throw problem;
}
