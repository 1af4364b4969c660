import type { AppSummary, Consumer, RefreshTokenUser, StagedPair } from '../model/app.ts';
import type { UserFacts } from '../model/execution-user.ts';
import type { Severity } from '../model/severity.ts';
import type { OrgFacts } from '../ports/ports.ts';

/** One thing that was found. `code` is stable: scripts may rely on it. */
export interface Finding {
  readonly severity: Severity;
  readonly code: string;
  readonly sentence: string;
  /** What to do about it; null when there is nothing to do. */
  readonly cure: string | null;
}

/** How far the client credentials flow of an app is on. Null where the org doesn't show a side. */
export interface AuditedFlow {
  readonly state: 'on' | 'half-on' | 'off' | 'oauth-disabled' | 'unknown';
  readonly app: boolean | null;
  readonly policy: boolean | null;
  /** Username. */
  readonly runsAs: string | null;
}

export interface AuditedConsumer extends Consumer {
  /** What lies in its slot; null where it can't be seen. */
  readonly slot:
    | readonly (StagedPair & {
        /** Whether the person who audits made it; null where the org doesn't tell who did. */
        readonly isYours: boolean | null;
      })[]
    | null;
}

export interface AuditedApp {
  readonly summary: AppSummary;
  readonly flow: AuditedFlow;
  /** null when the flow names nobody, or somebody whom the org doesn't have. */
  readonly executionUser: UserFacts | null;
  /** Flows beside client credentials that are allowed or in use, in words. */
  readonly otherFlows: readonly string[];
  readonly refreshTokenUsers: readonly RefreshTokenUser[] | null;
  /** null where they can't be seen. */
  readonly consumers: readonly AuditedConsumer[] | null;
  readonly isWatched: boolean;
  readonly findings: readonly Finding[];
}

/** What an audit saw. Instants are epoch ms. */
export interface AuditReport {
  readonly at: number;
  readonly org: OrgFacts;
  readonly instanceUrl: string;
  readonly secretAccess: boolean | null;
  readonly metadataSecretAccess: boolean | null;
  readonly apps: readonly AuditedApp[];
  /** About the org as a whole. */
  readonly findings: readonly Finding[];
  /** What could not be seen, and why. */
  readonly unseen: readonly string[];
}
