import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { day } from '../plain/time.ts';
import { reason } from '../reasons/errors.ts';
import { fileProblem, systemCode } from './file-problem.ts';
import type { Settings } from './settings.ts';

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
