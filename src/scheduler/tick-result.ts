import type { Work } from '../core/automation/work.ts';
import type { Notice } from '../core/model/notice.ts';
import type { WorkOutcome } from '../core/unattended/perform-work.ts';
import type { Sent, SentMessage } from './send.ts';

export interface TickResult {
  readonly tickAt: number;
  /** When the next tick is due; at most a day ahead. */
  readonly nextTickAt: number;
  readonly recovered: readonly { readonly app: string; readonly action: string }[];
  readonly actions: readonly {
    readonly org: string;
    readonly app: string;
    /** `look` if it failed before anything was decided. */
    readonly action: Work['do'] | 'look';
    readonly outcome: WorkOutcome;
  }[];
  readonly notices: readonly (Notice & { readonly channels: readonly Sent[] })[];
  /** More apps are due than one tick takes. New messages wait for them. */
  readonly isMoreDue: boolean;
  readonly sent: readonly SentMessage[];
  /** An app needs attention. */
  readonly needsAttention: boolean;
  /** What keeps the daemon from its work, in words. Empty after a good pass. */
  readonly problems: readonly string[];
}
