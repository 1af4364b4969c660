import { realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import json5 from 'json5';
import type { SettingProblem, SettingsLook } from '../model/setting.ts';
import { inLargestUnit } from '../plain/duration.ts';
import { isRecord, valueAt } from '../plain/json.ts';
import { reason } from '../reasons/errors.ts';
import type { SettingsAround } from '../settings/effective.ts';
import { refusedChangeCure, settingsFileWords } from '../words/settings.ts';
import { settingsProblems } from '../words/settings-problems.ts';
import { settingsFile, settingsReader, usualSettings } from './config.ts';
import { parseSettings } from './config-schema.ts';
import { writeDurably } from './durable-file.ts';
import { fileProblem, fileReason, systemCode } from './file-problem.ts';
import { takeLock } from './lock-file.ts';
import { readOwnFile } from './own-files.ts';
import { lineIn, withoutSetting, withSetting } from './settings-edit.ts';
import { orAbsent, textOf } from './text-of.ts';

type Path = readonly string[];
type Values = Readonly<Record<string, unknown>>;

/** The settings file, to look at and to change one setting at a time. */
export interface SettingsFile {
  /** Defaults that only this computer or the schema knows. */
  readonly usual: Pick<SettingsAround, 'timeZone' | 'stageAhead' | 'checkEvery'>;
  look(): Promise<SettingsLook>;
  /**
   * Sets a setting to a text, or to the JSON5 in the text if the setting isn't a text. @returns whether the file changed
   * @throws SettingRefused before anything is written, ConfigInvalid, FileUnreadable, FileUnwritable
   */
  set(path: Path, text: string): Promise<boolean>;
  /** Removes a setting. @returns whether the file changed @throws like `set` */
  unset(path: Path): Promise<boolean>;
}

export function openSettingsFile(home: string): SettingsFile {
  const path = join(home, settingsFile);
  const read = settingsReader(home);
  const change = (setting: Path, values: readonly unknown[]) =>
    alone(path, async () => {
      const before = await textIn(path).catch((error: unknown) => {
        throw fileReason('FileUnreadable', path, error);
      });
      const after = chosen(before ?? '', { path, setting, values });
      if (after === (before ?? '')) return false;
      await replaceFile(path, { before, after });
      // From now on, the new settings are the last good ones.
      await read();
      return true;
    });
  return {
    usual: usualTexts(),
    look: async () => {
      const { value } = await read();
      return lookAt(path, value as Values);
    },
    set: (setting, text) => change(setting, valuesOf(text)),
    unset: (setting) => change(setting, [undefined]),
  };
}

function usualTexts(): SettingsFile['usual'] {
  const { timeZone, stageAheadMs, checkEveryMs } = usualSettings();
  return { timeZone, stageAhead: inLargestUnit(stageAheadMs), checkEvery: inLargestUnit(checkEveryMs) };
}

async function lookAt(path: string, value: Values): Promise<SettingsLook> {
  let text: string | null;
  try {
    text = await textIn(path);
  } catch (error) {
    const message = settingsProblems.unreadable(fileProblem(error));
    const problem: SettingProblem = { path: [], message, kind: 'syntax', line: null, near: null };
    return { path, exists: true, problems: [problem], value, lineOf: () => null, has: () => false };
  }
  const written = text === null ? {} : plainValue(text);
  const lineOf = (setting: Path) =>
    text !== null && isDeepStrictEqual(valueAt(written, setting), valueAt(value, setting))
      ? lineIn(text, setting)
      : null;
  const has = (setting: Path) => valueAt(written, setting) !== undefined;
  return { path, exists: text !== null, problems: problemsIn(text ?? ''), value, lineOf, has };
}

/** Every problem, in the order of the lines. */
function problemsIn(text: string): readonly SettingProblem[] {
  const parsed = parseSettings(text, usualSettings());
  if (parsed.ok) return [];
  return parsed.problem.problems
    .map((problem) => ({ ...problem, line: problem.line ?? nearestLine(text, problem.path) }))
    .toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0));
}

/** A setting that is missing is a problem of the object around it. */
function nearestLine(text: string, path: Path): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lineIn(text, path.slice(0, length));
    if (line !== null) return line;
  }
  return null;
}

interface Change {
  readonly path: string;
  readonly setting: Path;
  /** The first of them that is accepted counts. */
  readonly values: readonly unknown[];
}

/** The new text. @throws SettingRefused, ConfigInvalid */
function chosen(text: string, { path, setting, values }: Change): string {
  const before = problemsIn(text);
  const syntax = before.find(({ kind }) => kind === 'syntax');
  if (syntax) throw reason('ConfigInvalid', { path, problem: syntax.message });
  const known = new Set(before.map(({ message }) => message));
  let refused: SettingProblem | undefined;
  for (const value of values) {
    const after = edited(text, setting, value);
    if (after === null) throw reason('ConfigInvalid', { path, problem: settingsFileWords.notEdited });
    // A file may have other problems already, and is fixed one setting at a time.
    const worse = problemsIn(after).find(({ message }) => !known.has(message));
    if (!worse) return after;
    if (refused === undefined || typeof value === 'object') refused = worse;
  }
  if (!refused) return text;
  throw reason('SettingRefused', {
    problem: refused.message,
    cure: refusedChangeCure(refused),
    isSecret: refused.kind === 'secret',
  });
}

/** The text with the change, or null if it would not say exactly what it should. */
function edited(text: string, setting: Path, value: unknown): string | null {
  const after = value === undefined ? withoutSetting(text, setting) : withSetting(text, setting, value);
  if (after === null) return text.trim() === '' ? text : null;
  return isDeepStrictEqual(plainValue(after), changedValue(plainValue(text), setting, value)) ? after : null;
}

function changedValue(whole: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  const object = isRecord(whole) ? whole : {};
  if (value === undefined && !Object.hasOwn(object, name)) return whole;
  const inner = changedValue(object[name], rest, value);
  const { [name]: _, ...others } = object;
  return inner === undefined ? others : { ...object, [name]: inner };
}

function plainValue(text: string): unknown {
  try {
    return text.trim() === '' ? {} : json5.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** What a text on the command line may mean: first the text itself. */
function valuesOf(text: string): readonly unknown[] {
  try {
    const value: unknown = json5.parse(text);
    return typeof value === 'string' ? [text, value] : value === null ? [text] : [text, value];
  } catch {
    return [text];
  }
}

async function textIn(path: string): Promise<string | null> {
  const content = await orAbsent(path, () => readOwnFile(path));
  return content && textOf(content);
}

/** Two programs that change the file at the same time would lose one of the changes. @throws FileUnwritable */
async function alone<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  const lock = `${path}.lock`;
  await takeLock(lock).catch((error: unknown) => {
    const problem = systemCode(error) === 'EEXIST' ? settingsFileWords.inUse(lock) : fileProblem(error);
    throw reason('FileUnwritable', { path, problem });
  });
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Keeps the file's owner and mode, and a link to it. */
async function replaceFile(path: string, { before, after }: { before: string | null; after: string }): Promise<void> {
  const refuse = () => {
    const problem = settingsFileWords.changedMeanwhile;
    throw reason('FileUnwritable', { path, problem });
  };
  try {
    const real = before === null ? path : await realpath(path);
    await writeDurably({
      path: real,
      content: after,
      access: before === null ? null : await stat(real),
      isNew: before === null,
      // The last moment before the new file takes the place of the old one.
      verify: async () => {
        if ((await textIn(real)) !== before) refuse();
      },
    });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') refuse();
    throw fileReason('FileUnwritable', path, error);
  }
}
