import type { AppSummary, OAuthConsumer, RefreshTokenUser, StagedPair } from '../model/app.ts';
import type { UserFacts } from '../model/execution-user.ts';
import type { Severity } from '../model/severity.ts';
import type { OrgFacts } from '../ports/ports.ts';

/** One finding. `code` is stable: scripts may rely on it. */
export interface Finding {
  readonly severity: Severity;
  readonly code: string;
  readonly sentence: string;
  /** What to do about it; null when there is nothing to do. */
  readonly cure: string | null;
}

/** The client credentials flow of an app. A side is null if it can't be read. */
export interface AuditedFlow {
  readonly state: 'on' | 'half-on' | 'off' | 'oauth-disabled' | 'unknown';
  readonly app: boolean | null;
  readonly policy: boolean | null;
  /** Username. */
  readonly runsAs: string | null;
}

export interface AuditedConsumer extends OAuthConsumer {
  /** The content of the staging slot; null if it can't be read. */
  readonly slot:
    | readonly (StagedPair & {
        /** Whether the auditing user staged it; null if unknown. */
        readonly isYours: boolean | null;
      })[]
    | null;
}

export interface AuditedApp {
  readonly summary: AppSummary;
  readonly flow: AuditedFlow;
  /** null if the flow has no execution user, or the org has no such user. */
  readonly executionUser: UserFacts | null;
  /** Other flows that are allowed or in use, in words. */
  readonly otherFlows: readonly string[];
  readonly refreshTokenUsers: readonly RefreshTokenUser[] | null;
  /** null if they can't be read. */
  readonly consumers: readonly AuditedConsumer[] | null;
  readonly isWatched: boolean;
  readonly findings: readonly Finding[];
}

/** The result of an audit. Instants are epoch ms. */
export interface AuditReport {
  readonly at: number;
  readonly org: OrgFacts;
  readonly instanceUrl: string;
  readonly secretAccess: boolean | null;
  readonly metadataSecretAccess: boolean | null;
  readonly apps: readonly AuditedApp[];
  /** About the org as a whole. */
  readonly findings: readonly Finding[];
  /** What couldn't be checked, and why. */
  readonly unseen: readonly string[];
}
