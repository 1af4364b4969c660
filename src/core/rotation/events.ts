import type { Consent, DeliveryStatus, ProofRecord, Retry, Rotation } from './state.ts';

/** What happened, or was found to have happened. Instants are epoch ms. */
export type RotationEvent =
  | { readonly type: 'stage-intended'; readonly at: number }
  | { readonly type: 'staged'; readonly consumerKey: string; readonly slot: NonNullable<Rotation['staged']> }
  | { readonly type: 'saved'; readonly at: number }
  /** The store no longer holds the pair that stays. */
  | { readonly type: 'unsaved' }
  /** Our own staged pair was taken back because nobody has its secret. */
  | { readonly type: 'dropped' }
  | { readonly type: 'slot-seen'; readonly slot: NonNullable<Rotation['staged']> }
  | { readonly type: 'proved'; readonly proof: ProofRecord }
  | { readonly type: 'staged-accepted'; readonly at: number }
  | { readonly type: 'staged-refused'; readonly at: number }
  | {
      readonly type: 'delivery';
      readonly target: string;
      readonly status: DeliveryStatus;
      readonly at: number;
      readonly problem: string | null;
    }
  /** Consumers that were named since the run began. */
  | { readonly type: 'consumers-named'; readonly targets: readonly string[] }
  | { readonly type: 'rotate-intended'; readonly at: number }
  | { readonly type: 'rotated'; readonly at: number }
  | { readonly type: 'primary-accepted'; readonly at: number }
  | { readonly type: 'called'; readonly at: number }
  | { readonly type: 'overlap-seen'; readonly until: number }
  | { readonly type: 'delete-intended'; readonly at: number }
  | { readonly type: 'ended'; readonly at: number }
  /** The pair that ends lies in its place after all. */
  | { readonly type: 'still-there' }
  | { readonly type: 'refused'; readonly at: number }
  | {
      readonly type: 'consented';
      readonly consent: Consent;
      readonly graceDays: number;
      readonly hasNoConsumers: boolean;
      readonly kind: Rotation['kind'];
    }
  | { readonly type: 'stopped'; readonly code: string; readonly at: number }
  | { readonly type: 'retry-planned'; readonly retry: Retry }
  /** Nothing is to be done now. */
  | { readonly type: 'rested' }
  /** A run takes up again. */
  | { readonly type: 'going-on'; readonly at: number }
  | { readonly type: 'finished'; readonly outcome: NonNullable<Rotation['outcome']>; readonly at: number };
