import type { DaemonHealth } from '../model/daemon-health.ts';
import type { SelfCheck } from '../model/self-check.ts';

/** The daemon's own status. Times are epoch ms. */
export interface DaemonStatus {
  readonly pid: number;
  readonly startedAt: number;
  readonly lastTickAt: number | null;
  readonly nextTickAt: number | null;
  /** When a tick last ended without a failure. */
  readonly lastGoodTickAt: number | null;
  /** The last tick that failed as a whole, and why. */
  readonly lastFailure: { readonly at: number; readonly problem: string } | null;
}

export interface DaemonRecord {
  read(): Promise<DaemonStatus | null>;
  save(status: DaemonStatus): Promise<void>;
  /** Result of the daemon's latest check of its environment. */
  lastCheck(): Promise<SelfCheck | null>;
  saveCheck(check: SelfCheck): Promise<void>;
}

/** What keeps the daemon from its work. */
export interface DaemonHealthRecord {
  read(): Promise<DaemonHealth>;
  /** Reads and saves in one transaction. @returns what was saved */
  change(update: (before: DaemonHealth) => DaemonHealth): Promise<DaemonHealth>;
  /** State files that were damaged and moved away, and when (epoch ms). They stay until a person removes them. */
  setAside(): Promise<readonly { readonly name: string; readonly at: number }[]>;
}
