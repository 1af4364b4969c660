import type { Severity } from './severity.ts';

/**
 * What a notice is about.
 * - secret-age: the secret nears, reaches or has passed its maximum age
 * - age-unknown: nobody told when the secret was issued
 * - staged-waiting: a staged pair waits to be rotated
 * - staged-expires: Salesforce removes the staged pair soon
 * - overlap-ends: Salesforce removes the previous pair soon, or just has
 * - consumers-unconfirmed: somebody has not said yet that their consumer has the new pair
 * - proof-failed: the pair in use got no token
 * - drift: something was changed outside of keyturn
 * - rotation-blocked: a rotation waits for a person
 * - sign-in-broken: the org can't be reached with the sign-in of this computer
 * - sign-in-ends: the sign-in of this computer is about to stop working, or its org to end
 * - done-by-daemon: the daemon staged, rotated or ended a pair
 */
export type NoticeKind =
  | 'secret-age'
  | 'age-unknown'
  | 'staged-waiting'
  | 'staged-expires'
  | 'overlap-ends'
  | 'consumers-unconfirmed'
  | 'proof-failed'
  | 'drift'
  | 'rotation-blocked'
  | 'sign-in-broken'
  | 'sign-in-ends'
  | 'done-by-daemon';

/** One thing that a person is told, once. Text is plain and safe to show; never a secret. */
export interface Notice {
  /** The same for the same thing, whichever process finds it: what is told is told once. */
  readonly id: string;
  readonly kind: NoticeKind;
  readonly orgId: string;
  /** Alias or username of the org, as it is watched. */
  readonly org: string;
  readonly orgName: string;
  readonly app: string;
  readonly label: string;
  readonly consumerId: string;
  /** Which step of its ladder: `30d`, `due`, `overdue 3d`, `user-frozen`, … */
  readonly threshold: string;
  readonly severity: Severity;
  /** One line. */
  readonly title: string;
  /** What it means, one or two sentences. */
  readonly text: string;
  /** What to do, each an imperative with the exact command. */
  readonly actions: readonly string[];
  /** When it became true. Epoch ms. */
  readonly since: number;
}

/** Several notices that go out together. */
export interface Message {
  /** Of the first notice, or of all of them together: receivers that know it drop a second one. */
  readonly id: string;
  readonly notices: readonly Notice[];
  /** Epoch ms. */
  readonly at: number;
}

/** A way on which notices reach people. */
export interface Notifier {
  /** `slack`, `mail`, …: the name in the settings. */
  readonly name: string;
  /** Sends once; the problem in words, or null when the other side took it. Never throws, never says a secret. */
  send(message: Message, signal?: AbortSignal): Promise<string | null>;
}
