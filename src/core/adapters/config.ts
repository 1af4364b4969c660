import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { day } from '../plain/time.ts';
import { reason } from '../reasons/errors.ts';
import { settingsProblems } from '../words/settings-problems.ts';
import { fileProblem, systemCode } from './file-problem.ts';
import type { Settings } from './settings.ts';

/** The default settings. */
export function usualSettings(): Settings {
  return {
    store: null,
    defaults: {},
    orgs: {},
    apps: {},
    // Lazy: the first call takes longer than the rest of the startup.
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
 * Reads the settings of a home at every call, and parses them only if the file has changed. If somebody breaks the file
 * while a command runs, the last good settings apply.
 * @throws ConfigInvalid if there are no good settings yet
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

/** Loads the parser only if there is a file. Most homes have none. */
async function settingsIn(path: string, text: string | null): Promise<Settings> {
  if (text === null) return usualSettings();
  const { parseSettings } = await import('./config-schema.ts');
  const parsed = parseSettings(text, usualSettings());
  if (!parsed.ok) throw reason('ConfigInvalid', { path, problem: parsed.problem });
  return parsed.value;
}
