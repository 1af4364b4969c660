/** How people responded to reminders. Times are epoch ms. */
export interface Attention {
  /** Until then only danger is reported; null if not snoozed. */
  readonly snoozedUntil: number | null;
  /** Who works on it; null if not acknowledged. Valid for the credentials that were current at the time. */
  readonly acknowledged: {
    readonly at: number;
    readonly by: string;
    readonly why: string;
    readonly consumerKey: string;
  } | null;
}

export const noAttention: Attention = { snoozedUntil: null, acknowledged: null };
