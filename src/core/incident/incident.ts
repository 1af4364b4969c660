import type { EmergencyEnd } from './emergency-end.ts';
import type { EmergencyPlan } from './emergency-plan.ts';
import type { Evidence } from './evidence.ts';

/** All that a report of one app is made from. */
export interface Incident {
  readonly end: EmergencyEnd;
  readonly evidence: Evidence;
  /** What the plan found; null where the run was gone on with and nobody looked again. */
  readonly plan: (Pick<EmergencyPlan, 'sameUser' | 'otherUse'> & Partial<Pick<EmergencyPlan, 'leakedUse'>>) | null;
  /** When keyturn itself asked for a token of the app, in this run and before (`proofTimesOf`). Epoch ms. */
  readonly proofTimes: readonly number[];
  /** When the report is made. Epoch ms. */
  readonly writtenAt: number;
  /** Nothing of it is real. */
  readonly isPractice: boolean;
}
