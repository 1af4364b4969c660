import type { ContainmentRecord } from '../model/containment-record.ts';
import type { EmergencyWishes } from '../model/emergency-run.ts';
import type { Target } from '../model/target.ts';
import type { AppRequest } from '../operate/operate-request.ts';

export interface EmergencyRequest
  extends AppRequest,
    Pick<
      EmergencyWishes,
      'leakedSince' | 'containBy' | 'keepsSessions' | 'reportTo' | 'certificate' | 'knownAddresses'
    > {
  /** Additional consumers; null for none. */
  readonly deliveries: readonly Target[] | null;
  /** Replace the credentials by a deploy, even if staging looks possible. */
  readonly byDeploy: boolean;
  /** When false, stops if an emergency made the current credentials within a day: they may not have leaked. */
  readonly mayReplaceAnew: boolean;
  /** The command that replaces such credentials, with the flags that a person typed; missing for the usual one. */
  readonly replacesAnew?: string;
  /** A containment that the state couldn't record; missing without one. */
  readonly record?: ContainmentRecord | null;
  /** The state doesn't have this app yet: a person named it with its org. */
  readonly isUnwatched?: boolean;
  /** `resume` continues the open emergency, whatever is left of it, and starts no other one. */
  readonly isResumed?: boolean;
}
