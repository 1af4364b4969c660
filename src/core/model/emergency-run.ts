import type { CertificateAnswer } from './certificate.ts';

/**
 * How everything is stopped before a new pair is made.
 * - flow: OAuth of the app is turned off (one call of the Metadata API)
 * - freeze: the execution user is frozen, and with it every other app that runs as them
 * - flow-or-freeze: the second where the org does not take the first
 */
export type ContainBy = 'flow' | 'freeze' | 'flow-or-freeze';

/** How a new pair is made: beside the leaked one, or by a deploy that replaces it at once (with an outage). */
export type ReplaceBy = 'staging' | 'deploy';

export interface Containment {
  readonly by: 'flow' | 'freeze';
  /** It was so before: then it is not ours to give back. */
  readonly wasSo: boolean;
  readonly intendedAt: number;
  /** When the org had taken it. */
  readonly containedAt: number | null;
  /** When a token request was seen to be refused; null while nobody has seen it. */
  readonly provedAt: number | null;
  /** When it was given back: the flow is on again, the user not frozen any more. */
  readonly openedAt: number | null;
}

/** What became of the live sessions of the execution user that came through the app. */
export interface SessionsEnded {
  readonly at: number;
  readonly ended: number;
  /** Live sessions of the user that may or may not have come through the app, and were left alone. */
  readonly undecided: number;
  /** Sessions that should have been ended, and could not. */
  readonly failed: number;
  /** The org listed none of the app's, though nobody knows that there was none: they may live on. */
  readonly isUnlisted: boolean;
  /** What could not be seen or done, in words; empty when nothing. */
  readonly problems: readonly string[];
  /**
   * Whether a token that had been issued for the leaked pair still worked afterwards; null where nobody could look. A
   * token in JWT form lives until it expires.
   */
  readonly tokenLives: boolean | null;
  readonly tokenFormat: 'opaque' | 'jwt' | null;
  /** For how long a token of the app lives in JWT form, as such a token tells; null where none did. In ms. */
  readonly tokenLifetimeMs: number | null;
}

/** What an emergency is asked for beside the replacement itself. Instants are epoch ms. */
export interface EmergencyWishes {
  /** When the app's name was typed: both clocks start here. */
  readonly confirmedAt: number;
  /** When the pair may have got out, as far as anybody said. */
  readonly leakedSince: number | null;
  readonly containBy: ContainBy | null;
  readonly replaceBy: ReplaceBy;
  /** Live sessions are left alone. */
  readonly keepsSessions: boolean;
  /** A pair in the slot that somebody else staged may be deleted. */
  readonly freesStranger: boolean;
  /** Where the report goes: an absolute path without ending; null for the usual folder. */
  readonly reportTo: string | null;
  /** What is sent along with a deploy that makes a new pair, which clears what is not. */
  readonly certificate: CertificateAnswer;
}

/** What an emergency adds to a run of the machine. No secret. Instants are epoch ms. */
export interface EmergencyRun extends EmergencyWishes {
  /** Consumer keys of pairs that lay in the slot and were deleted to make room; they are proved to be refused as well. */
  readonly freed: readonly string[];
  /** Those of them that the org was seen to refuse. */
  readonly freedRefused: readonly string[];
  readonly containment: Containment | null;
  /** When a deploy that makes a new pair was sent; null on the other path. */
  readonly replaceIntendedAt: number | null;
  /** When the flags of that deploy were off again: the next deploy of anybody would make another pair. */
  readonly flagsResetAt: number | null;
  /** When proving the new pair was given up for the time being; the run goes on without. */
  readonly unprovedAt: number | null;
  readonly sessions: SessionsEnded | null;
  /** When the sessions were ended once more, after the leaked pair was seen to be refused. */
  readonly sessionsSweptAt: number | null;
  /** Where the report lies. */
  readonly report: string | null;
}
