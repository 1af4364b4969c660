import type { QuietHours } from '../model/calendar.ts';
import type { PolicySettings } from '../model/effective-policy.ts';
import type { StoreReference } from '../model/watched-app.ts';
import type { ChannelSettings } from './config-channels.ts';

/** What a person set in `config.json5`. Never a secret. `defaults` are also the policy of newly watched apps. */
export interface Settings extends PolicySettings {
  readonly store: StoreReference['kind'] | null;
  /** IANA name; the computer's own when none is set. */
  readonly timeZone: string;
  readonly quietHours: QuietHours | null;
  /** How long before the due date the daemon stages a new pair. */
  readonly stageAheadMs: number;
  /** How often the daemon looks at an app though nothing is due. */
  readonly checkEveryMs: number;
  readonly channels: readonly ChannelSettings[];
  /** Whom to call for a consumer, by its name or target: for reports and break-glass cards. */
  readonly contacts: Readonly<Record<string, string>>;
}
