/** Actions of keyturn outside its own state. */
export type JournalAction =
  | 'set-up'
  | 'deploy'
  | 'restore-pre-image'
  | 'borrow-secret-access'
  | 'return-secret-access'
  | 'grant-permission-set'
  | 'create-user'
  | 'save-pair'
  | 'stage'
  | 'deliver'
  | 'hand-over'
  | 'rotate'
  | 'delete-pair'
  | 'forget-pair'
  | 'move-pairs'
  | 'begin-rotation'
  | 'finish-rotation'
  | 'contain'
  | 'open-again'
  | 'end-session'
  | 'replace-by-deploy'
  | 'begin-decommission'
  | 'finish-decommission'
  | 'clean-file'
  | 'report'
  | 'prove'
  | 'watch'
  | 'unwatch'
  | 'reveal'
  | 'accept-risk'
  | 'accept-drift'
  | 'accept-host'
  | 'allow-host'
  | 'confirm-state'
  | 'back-up'
  | 'restore'
  | 'snooze'
  | 'acknowledge'
  | 'add-consumer'
  | 'edit-consumer'
  | 'remove-consumer'
  | 'test-consumer'
  | 'no-consumers'
  | 'accept-trail';

/**
 * An outside change is recorded as `intended` before it happens, and as `done`, `failed` or `recovered` afterwards. `noted`
 * is for what changes nothing outside, such as a verification or a reason that a person gave.
 */
export type JournalEvent = 'intended' | 'done' | 'failed' | 'recovered' | 'noted';

export interface JournalEntry {
  readonly event: JournalEvent;
  readonly action: JournalAction;
  /** Links an outcome to its intent. */
  readonly intent: string;
  readonly orgId: string;
  readonly org: string;
  readonly app: string | null;
  /** Ids, consumer keys and fingerprints. Never a secret. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export interface JournalLine extends JournalEntry {
  /** Name of the chain that the line belongs to. */
  readonly chain: string;
  /** Number in the chain, from 1. */
  readonly line: number;
  /** Epoch ms. */
  readonly at: number;
  /** Operating system user and host. */
  readonly actor: string;
  /** SHA-256 of the previous hash and this line. */
  readonly hash: string;
}
