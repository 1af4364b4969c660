/**
 * What keeps the daemon from its work.
 * - store-closed: a secret store in use doesn't open
 * - state-set-aside: the state file was damaged and moved away
 * - state-unconfirmed: a person must confirm that no other copy of the state is in use
 * - channel-failing: a channel takes no messages
 */
export type DaemonTroubleKind = 'store-closed' | 'state-set-aside' | 'state-unconfirmed' | 'channel-failing';

/** Something that keeps the daemon from its work. Times are epoch ms. */
export interface DaemonTrouble {
  readonly kind: DaemonTroubleKind;
  /** The store's kind, the name of the file, why the state is unconfirmed, or the name of the channel. */
  readonly subject: string;
  readonly since: number;
  readonly problem: string;
  readonly cure: string | null;
}

/** What the latest pass left for the next one. Times are epoch ms. */
export interface DaemonHealth {
  readonly troubles: readonly DaemonTrouble[];
  /** Who works on everything that began before `at`: no reminders of it follow. Null if nobody said so. */
  readonly acknowledged: { readonly at: number; readonly by: string; readonly why: string } | null;
  /** keyturn can work in none of its orgs. */
  readonly isBlind: boolean;
  readonly lastGoodTickAt: number | null;
  /** The last pass that wasn't good, with or without a daemon; null if there was none. */
  readonly lastFailure: { readonly at: number; readonly problem: string } | null;
  /** When the daemon must work again on behalf of itself; null if nothing is due. */
  readonly nextAt: number | null;
}

export const goodHealth: DaemonHealth = {
  troubles: [],
  acknowledged: null,
  isBlind: false,
  lastGoodTickAt: null,
  lastFailure: null,
  nextAt: null,
};

/** Whether somebody already works on what began then. */
export function isTaken({ acknowledged }: Pick<DaemonHealth, 'acknowledged'>, since: number): boolean {
  return acknowledged !== null && since <= acknowledged.at;
}
