import type { Consent, OperationKind } from '../../../src/core/rotation/state.ts';
import type { WatchedApp } from '../../../src/core/watch/watched-app.ts';
import type { KnobValue } from '../../../src/practice-org/model/knobs.ts';

/** The process is gone in the middle of something; nothing of it goes on. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** A promise of the product that did not hold. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export interface Story {
  readonly name: string;
  readonly kind?: OperationKind;
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
  readonly knobs?: Readonly<Record<string, KnobValue>>;
  readonly automation?: WatchedApp['policy']['automation'];
  /** How far our clock is ahead of the org's. In ms. */
  readonly skew?: number;
}

export const agreed: Consent = { confirmed: false, otherFlows: true, borrow: true };

export const usualDeliveries: readonly string[] = ['file:/etc/erp.env'];
