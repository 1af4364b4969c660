/** What people said to a reminder. Instants are epoch ms. */
export interface Attention {
  /** Until when nothing but danger is told; null when it isn't snoozed. */
  readonly snoozedUntil: number | null;
  /** Somebody is on it; null when nobody said so. It holds for the pair that was primary then. */
  readonly acknowledged: {
    readonly at: number;
    readonly by: string;
    readonly why: string;
    readonly consumerKey: string;
  } | null;
}

export const noAttention: Attention = { snoozedUntil: null, acknowledged: null };
