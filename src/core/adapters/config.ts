import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QuietHours } from '../model/calendar.ts';
import type { StoreReference } from '../model/watched-app.ts';
import { reason } from '../reasons/errors.ts';
import type { PolicySettings } from '../watch/effective-policy.ts';
import { fileProblem, systemCode } from './file-problem.ts';
import type { ChannelSettings } from './notify/channel-settings.ts';

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

const day = 86_400_000;

/** The settings of somebody who set nothing. */
export function usualSettings(): Settings {
  return {
    store: null,
    defaults: {},
    orgs: {},
    apps: {},
    // Asked for only when it is needed: the first answer takes longer than all the rest of a start.
    get timeZone() {
      return Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
    quietHours: null,
    window: null,
    stageAheadMs: 14 * day,
    checkEveryMs: day,
    channels: [],
    contacts: {},
  };
}

/**
 * Reads the settings of a home. The parser is loaded only when there is a file to parse, because most homes have none.
 * @throws ConfigInvalid
 */
export async function loadConfig(home: string): Promise<Settings> {
  const path = join(home, 'config.json5');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return usualSettings();
    throw reason('ConfigInvalid', { path, problem: `it can't be read: ${fileProblem(error)}` }, { cause: error });
  }
  const { parseSettings } = await import('./config-schema.ts');
  const parsed = parseSettings(text, usualSettings());
  if (!parsed.ok) throw reason('ConfigInvalid', { path, problem: parsed.problem });
  return parsed.value;
}
