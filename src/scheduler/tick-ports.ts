import type { MaintenanceWindow } from '../core/model/calendar.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import type { OperatePorts } from '../core/operate/operate-request.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { HealthPorts } from './own-health.ts';
import type { Post } from './send.ts';

export interface TickSettings {
  /** Everything that decides when an app is due, as text. After a change every app is visited once. */
  readonly whole: string;
  readonly windowOf: (app: WatchedApp) => MaintenanceWindow | null;
  readonly stageAheadDays: number;
  readonly checkEveryMs: number;
  /** Contacts of consumers from the settings, by name or target. */
  readonly contacts?: Readonly<Record<string, string>>;
}

export interface TickPorts {
  readonly operate: OperatePorts;
  /** The ports with the store of an app. */
  readonly operateFor: (app: WatchedApp) => OperatePorts;
  readonly post: Post;
  readonly settings: TickSettings;
  /** Addresses notices about the daemon, and names this computer in them. */
  readonly addressOwn: HealthPorts['addressOwn'];
  readonly host: string;
  readonly heartbeats: readonly Heartbeat[];
  /** Resolves when the check of what the daemon can use is over. Missing if this pass makes none. */
  readonly inside?: Promise<void> | undefined;
  /** Updates the break-glass card of an app. */
  readonly writeCard: (app: WatchedApp) => Promise<void>;
}
