import { join } from 'node:path';
import type { SettingsFault } from '../model/settings-fault.ts';
import { day } from '../plain/time.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { settingsProblems } from '../words/settings-problems.ts';
import { fileProblem } from './file-problem.ts';
import { type LastGoodSettings, lastGoodSettings } from './last-good-settings.ts';
import { readOwnFile } from './own-files.ts';
import type { Settings } from './settings.ts';
import { orAbsent, textOf } from './text-of.ts';

export const settingsFile = 'config.json5';

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
    isStageAheadChosen: false,
    checkEveryMs: day,
    channels: [],
    contacts: {},
    environment: {},
  };
}

/** The settings that apply, and what is wrong with the file; null if nothing is. */
export interface SettingsInUse {
  readonly settings: Settings;
  /** The plain value of the settings, as the file writes them. */
  readonly value: unknown;
  readonly fault: SettingsFault | null;
}

/**
 * Reads the settings of a home at every call, and parses them only if the file has changed. Never throws because of the file:
 * if it has an error, the last good settings apply, or the defaults if there are none.
 */
export function settingsReader(home: string): () => Promise<SettingsInUse> {
  const path = join(home, settingsFile);
  const lastGood = lastGoodSettings(home);
  let last: { readonly text: string | null; readonly inUse: SettingsInUse } | null = null;
  return async () => {
    let text: string | null;
    try {
      text = await readConfig(path);
    } catch (error) {
      last = null;
      return unreadable(path, error, lastGood);
    }
    if (last?.text !== text || last === null) last = { text, inUse: await inUseBy(path, text, lastGood) };
    return last.inUse;
  };
}

async function readConfig(path: string): Promise<string | null> {
  const content = await orAbsent(path, () => readOwnFile(path));
  return content && textOf(content);
}

async function unreadable(path: string, error: unknown, lastGood: LastGoodSettings): Promise<SettingsInUse> {
  const problem = settingsProblems.unreadable(fileProblem(error));
  const why = isKeyturnError(error) ? error : reason('ConfigInvalid', { path, problem }, { cause: error });
  return insteadOf(why, await lastGood.find());
}

/** The parser is loaded only if there is a file to parse, because most homes have none. */
async function inUseBy(path: string, text: string | null, lastGood: LastGoodSettings): Promise<SettingsInUse> {
  if (text === null) {
    await lastGood.keep(null);
    return { settings: usualSettings(), value: {}, fault: null };
  }
  const { parseSettings } = await import('./config-schema.ts');
  const parsed = parseSettings(text, usualSettings());
  if (parsed.ok) {
    await lastGood.keep(parsed.value.value);
    return { ...parsed.value, fault: null };
  }
  const { problem, repaired } = parsed.problem;
  const error = reason('ConfigInvalid', { path, problem });
  const earlier = await lastGood.find();
  const rest = repaired(earlier);
  if (rest === null) return insteadOf(error, earlier);
  await lastGood.keep(rest.value);
  return { ...rest, fault: { error, concerns: 'messages', inUse: 'last-good' } };
}

/** An earlier version of keyturn may have stored a value that this one can't read. */
async function insteadOf(error: KeyturnError, earlier: unknown): Promise<SettingsInUse> {
  const { parseSettings } = await import('./config-schema.ts');
  const parsed = earlier === undefined ? null : parseSettings(JSON.stringify(earlier), usualSettings());
  return parsed?.ok
    ? { ...parsed.value, fault: { error, concerns: 'policy', inUse: 'last-good' } }
    : { settings: usualSettings(), value: {}, fault: { error, concerns: 'policy', inUse: 'defaults' } };
}
