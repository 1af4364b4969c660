import type { QuietHours } from '../model/calendar.ts';
import type { PolicySettings } from '../model/effective-policy.ts';
import type { StoreReference } from '../model/watched-app.ts';
import type { NamedVariables } from './child-environment.ts';
import type { ChannelSettings } from './config-channels.ts';

/** The settings in `config.json5`. Never a secret. `defaults` are also the policy of newly watched apps. */
export interface Settings extends PolicySettings {
  readonly store: StoreReference['kind'] | null;
  /** IANA name. Default: the time zone of the computer. */
  readonly timeZone: string;
  readonly quietHours: QuietHours | null;
  /** How long before the due date the daemon stages new credentials. */
  readonly stageAheadMs: number;
  /** Whether the settings file has `stageAhead`. */
  readonly isStageAheadChosen: boolean;
  /** How often the daemon checks an app while nothing is due. */
  readonly checkEveryMs: number;
  readonly channels: readonly ChannelSettings[];
  /** Who to call about a consumer, by its name or target. For reports and break-glass cards. */
  readonly contacts: Readonly<Record<string, string>>;
  /** More environment variables for programs, by their path. */
  readonly environment: NamedVariables;
}
