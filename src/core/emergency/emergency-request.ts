import type { EmergencyWishes } from '../model/emergency-run.ts';
import type { Target } from '../model/target.ts';
import type { AppRequest } from '../operate/operate-request.ts';

export interface EmergencyRequest
  extends AppRequest,
    Pick<EmergencyWishes, 'leakedSince' | 'containBy' | 'keepsSessions' | 'reportTo' | 'certificate'> {
  /** Consumers besides those that the app has; null for none. */
  readonly deliveries: readonly Target[] | null;
  /** Where no pair can be staged, a deploy replaces it even if staging looks possible. */
  readonly byDeploy: boolean;
  /** False stops where an emergency made the pair in use within a day: nobody has said that this one leaked, too. */
  readonly mayReplaceAnew: boolean;
}
