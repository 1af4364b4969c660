import type { CleanText } from '../plain/outside-text.ts';
import type { DaemonTroubleKind } from './daemon-health.ts';
import type { CodePlace } from './hand-over-code.ts';
import type { Seal } from './seal.ts';
import type { Severity } from './severity.ts';

/**
 * What a notice is about.
 * - secret-age: the secret nears, reaches or has passed its maximum age
 * - age-unknown: the secret's issue date is unknown
 * - staged-waiting: staged credentials wait for promotion
 * - staged-expires: the staged credentials expire soon
 * - overlap-ends: the previous credentials expire soon, or just did
 * - consumers-unconfirmed: nobody has confirmed yet that a consumer has the new credentials
 * - consumer-waiting: a person must update a consumer that has a contact; goes to the contact if a channel reaches it
 * - proof-failed: the current credentials got no token
 * - drift: something was changed outside keyturn
 * - rotation-blocked: a rotation needs attention
 * - sign-in-broken: this computer's sign-in doesn't work for the org
 * - sign-in-ends: this computer's sign-in is about to stop working, or its org is about to expire
 * - consumer-failing: credentials can't be delivered to a consumer
 * - org-unseen: no check of the org's apps worked for days
 * - done-by-daemon: the daemon staged, rotated or retired credentials
 * - store-closed, state-set-aside, state-unconfirmed, channel-failing, daemon-failing: what keeps the daemon from its work. They are about no app.
 */
export type NoticeKind =
  | 'secret-age'
  | 'age-unknown'
  | 'staged-waiting'
  | 'staged-expires'
  | 'overlap-ends'
  | 'consumers-unconfirmed'
  | 'consumer-waiting'
  | 'proof-failed'
  | 'drift'
  | 'rotation-blocked'
  | 'sign-in-broken'
  | 'sign-in-ends'
  | 'consumer-failing'
  | 'org-unseen'
  | 'done-by-daemon'
  | DaemonTroubleKind
  | 'daemon-failing';

/** One thing to report to people, once. Its text is plain and safe to show. Never a secret. */
export interface Notice {
  /** The same for the same cause in every process, so that it is reported once. */
  readonly id: string;
  readonly kind: NoticeKind;
  /** Empty, as are the other names of an org and an app, if the notice is about the daemon. Then `label` names the computer. */
  readonly orgId: string;
  /** Alias or username with which the app is watched. */
  readonly org: string;
  readonly orgName: string;
  readonly app: string;
  readonly label: string;
  readonly consumerId: string;
  /** Step of the reminder ladder: `30d`, `due`, `overdue 3d`, `user-frozen`, … */
  readonly threshold: string;
  readonly severity: Severity;
  /** One line. */
  readonly title: string;
  /** One or two sentences about what it means. */
  readonly text: string;
  /** What to do. Each is an imperative with the exact command. */
  readonly actions: readonly string[];
  /** When the cause began, in epoch ms. */
  readonly since: number;
  /** Only of `consumer-waiting`. */
  readonly handOver?: HandOverNotice;
}

/** Who must be told that credentials wait for a consumer, and what a code of that person confirms. */
export interface HandOverNotice {
  readonly contact: string;
  /** The contact's public key is known, so that credentials can be sent in an encrypted file. */
  readonly hasKey: boolean;
  readonly confirms: CodePlace;
}

/** Several notices that are sent together. */
export interface Message {
  /** Id of the first notice, or of the whole group. Receivers that know it can drop a repeat. */
  readonly id: string;
  readonly notices: readonly Notice[];
  /** Epoch ms. */
  readonly at: number;
  /** When the daemon's work last ended without a problem, in epoch ms; null if it never did. Added when the message is sent. */
  readonly lastGoodTickAt?: number | null;
  /** The newest seal of the audit trail when the message is sent; not for the contact of a consumer. */
  readonly seal?: Seal | null;
  /** For the contact of a consumer: it gets a one-time code when it is sent. */
  readonly contact?: {
    /** A mail address in place of the channel's own; null for a channel that reaches the contact. */
    readonly to: string | null;
    readonly confirms: CodePlace;
  };
}

/** A channel that sends notices to people. */
export interface Notifier {
  /** The name in the settings: `slack`, `mail`, … */
  readonly name: string;
  /**
   * Sends once.
   * @returns the problem as text, or null if the receiver accepted the message. Never throws, and never includes a
   * secret.
   */
  send(message: Message, signal?: AbortSignal): Promise<CleanText | null>;
}
