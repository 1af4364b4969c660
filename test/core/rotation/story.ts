import type { EmergencyWishes } from '../../../src/core/model/emergency-run.ts';
import type { Consent, RotationKind } from '../../../src/core/model/rotation.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import type { KnobValue } from '../../../src/practice-org/model/knobs.ts';

/** The process is gone in the middle of something; nothing of it goes on. */
export class Crash extends Error {
  override readonly name = 'Crash';

  /** Without a stack, which nobody reads and which takes long to collect. */
  constructor(where: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(where);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** A promise of the product that did not hold. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export interface Story {
  readonly name: string;
  readonly kind?: RotationKind;
  /** What an emergency is asked for beside the replacement. */
  readonly wishes?: Partial<Pick<EmergencyWishes, 'containBy' | 'keepsSessions'>> & { readonly byDeploy?: boolean };
  /** What was done before the story begins, without any trouble. */
  readonly before?: readonly Pick<Story, 'kind' | 'graceDays' | 'consent' | 'noConsumers'>[];
  readonly app?: string;
  /** Which consumer of the app. */
  readonly consumer?: number;
  readonly deliveries?: readonly string[];
  readonly graceDays?: number;
  readonly consent?: Partial<Consent>;
  readonly noConsumers?: boolean;
  /** keyturn signs in through the app. */
  readonly isSelf?: boolean;
  /** Secret access over REST is off. */
  readonly isOff?: boolean;
  /** Changes of pairs where they are others than usual. */
  readonly sent?: Partial<Readonly<Record<'stage' | 'rotate' | 'delete' | 'deploy', number>>>;
  /** A place that takes no report. */
  readonly reportTo?: string;
  /** Others have replaced the credentials, and a person has accepted those, without their secret. */
  readonly isAccepted?: boolean;
  /** Somebody else's pair lies in the slot from the beginning. */
  readonly hasStranger?: boolean;
  readonly knobs?: Readonly<Record<string, KnobValue>>;
  readonly automation?: WatchedApp['policy']['automation'];
  /** After a crash in an emergency that has not told its end the same command is given again, in place of `resume`. */
  readonly isAskedAgain?: boolean;
  /** How long after a crash the next process begins: what was on its way has landed by then. In ms. */
  readonly restartsAfterMs?: number;
  /** How far our clock is ahead of the org's. In ms. */
  readonly skew?: number;
}

export const agreed: Consent = { confirmed: false, otherFlows: true, borrow: true };

export const usualDeliveries: readonly string[] = ['file:/etc/erp.env'];
