/** One thing that is wrong with the settings file. */
export interface SettingProblem {
  /** The names on the way to the setting; empty for the whole file. */
  readonly path: readonly string[];
  /** What is wrong, with the setting's name. Never its value if that could be a secret. */
  readonly message: string;
  readonly kind: 'syntax' | 'unknown' | 'missing' | 'secret' | 'value' | 'contradiction';
  /** Counted from 1; null if unknown. */
  readonly line: number | null;
  /** Of an unknown name: the one that was probably meant. */
  readonly near: string | null;
}

/**
 * Where a value comes from.
 * - default: keyturn's own, or the computer's for the time zone
 * - file: the settings file
 * - last-good: an earlier version of the settings file, because the current one has an error
 * - environment: a variable, which overrides the file
 * - flag: a flag of this call, which overrides everything
 * - chosen: chosen for the app in the setup, in the watch or with a command
 */
export type SettingSource = 'default' | 'file' | 'last-good' | 'environment' | 'flag' | 'chosen';

export type SettingValue = string | number | boolean | null | readonly string[];

/** One setting that applies. */
export interface EffectiveSetting {
  /** As `keyturn config get` takes it. */
  readonly key: string;
  readonly value: SettingValue;
  readonly source: SettingSource;
  /** Line in the settings file; null if it doesn't come from there. */
  readonly line: number | null;
  /** The variable, the flag or the key in the file; null for a default or a choice. */
  readonly from: string | null;
}

/** The settings file as it is now. */
export interface SettingsLook {
  readonly path: string;
  readonly exists: boolean;
  readonly problems: readonly SettingProblem[];
  /** The plain value that applies: of the file, or the last good one. */
  readonly value: Readonly<Record<string, unknown>>;
  /** The line in the file of a setting that applies; null if the file doesn't say it. */
  readonly lineOf: (path: readonly string[]) => number | null;
  /** Whether the file has the setting, valid or not. */
  readonly has: (path: readonly string[]) => boolean;
}
