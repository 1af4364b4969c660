import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { day } from '../plain/time.ts';
import { reason } from '../reasons/errors.ts';
import { settingsProblems } from '../words/settings-problems.ts';
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

/** Reads the settings of a home. @throws ConfigInvalid */
export function loadConfig(home: string): Promise<Settings> {
  return settingsReader(home)();
}

/**
 * Reads the settings of a home at every call, and parses them only when the file has changed. A file that a person breaks while a
 * command works doesn't stop that command: the last good settings count.
 * @throws ConfigInvalid where there are none
 */
export function settingsReader(home: string): () => Promise<Settings> {
  const path = join(home, 'config.json5');
  let good: { readonly text: string | null; readonly settings: Settings } | null = null;
  return async () => {
    try {
      const text = await readConfig(path);
      if (good === null || good.text !== text) good = { text, settings: await settingsIn(path, text) };
    } catch (error) {
      if (good === null) throw error;
    }
    return good.settings;
  };
}

async function readConfig(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw reason('ConfigInvalid', { path, problem: settingsProblems.unreadable(fileProblem(error)) }, { cause: error });
  }
}

/** The parser is loaded only when there is a file to parse, because most homes have none. */
async function settingsIn(path: string, text: string | null): Promise<Settings> {
  if (text === null) return usualSettings();
  const { parseSettings } = await import('./config-schema.ts');
  const parsed = parseSettings(text, usualSettings());
  if (!parsed.ok) throw reason('ConfigInvalid', { path, problem: parsed.problem });
  return parsed.value;
}
