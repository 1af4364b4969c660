import { appKeys } from '../model/effective-policy.ts';
import type { EffectiveSetting, SettingSource, SettingsLook, SettingValue } from '../model/setting.ts';
import { defaultPolicy, type RotationPolicy, type WatchedApp } from '../model/watched-app.ts';
import { isRecord, valueAt } from '../plain/json.ts';

/** What a call gives besides the file. */
export interface SettingsAround {
  readonly storeFlag: string | null;
  /** `KEYTURN_STORE`. */
  readonly storeVariable: string | null;
  readonly timeZone: string;
  readonly stageAhead: string;
  readonly checkEvery: string;
  readonly apps: readonly WatchedApp[];
}

/** Every setting that applies, in the order of the reference, and where it comes from. */
export function effectiveSettings(look: SettingsLook, around: SettingsAround): readonly EffectiveSetting[] {
  const { value } = look;
  const own = (path: readonly string[]) => flattened(look, path, valueAt(value, path));
  const orDefault = (key: string, preset: SettingValue) => {
    const path = key.split('.');
    const found = valueAt(value, path);
    return found === undefined ? [defaultOf(key, preset)] : flattened(look, path, found);
  };
  return [
    store(look, around),
    ...Object.entries(policyTexts(defaultPolicy)).flatMap(([name, preset]) => orDefault(`defaults.${name}`, preset)),
    ...own(['orgs']),
    ...onceEach(around.apps.flatMap((app) => ofApp(look, app))),
    ...ofUnwatched(look, around.apps),
    ...orDefault('timeZone', around.timeZone),
    ...orDefault('quietHours', null),
    ...orDefault('window', null),
    ...orDefault('stageAhead', around.stageAhead),
    ...orDefault('checkEvery', around.checkEvery),
    ...own(['channels']),
    ...own(['contacts']),
    ...own(['environment']),
  ];
}

/** An app with several watched OAuth consumers has the same settings for each of them, unless they were chosen differently. */
function onceEach(settings: readonly EffectiveSetting[]): readonly EffectiveSetting[] {
  const isSame = (one: EffectiveSetting, other: EffectiveSetting) => JSON.stringify(one) === JSON.stringify(other);
  return settings.filter((setting, index) => settings.findIndex((one) => isSame(one, setting)) === index);
}

/** Names of apps in the settings that no watched app has. */
export function unwatchedApps({ value }: SettingsLook, apps: readonly WatchedApp[]): readonly string[] {
  const all = recordAt(value, ['apps']);
  const used = new Set(apps.flatMap((app) => appKeys({ apps: all }, app)));
  return Object.keys(all).filter((name) => !used.has(name));
}

function ofUnwatched(look: SettingsLook, apps: readonly WatchedApp[]): readonly EffectiveSetting[] {
  return unwatchedApps(look, apps).flatMap((name) =>
    flattened(look, ['apps', name], valueAt(look.value, ['apps', name])),
  );
}

function store(look: SettingsLook, { storeFlag, storeVariable }: SettingsAround): EffectiveSetting {
  const common = { key: 'store', line: null } as const;
  if (storeFlag !== null) return { ...common, value: storeFlag, source: 'flag', from: '--store' };
  if (storeVariable) return { ...common, value: storeVariable, source: 'environment', from: 'KEYTURN_STORE' };
  return flattened(look, ['store'], valueAt(look.value, ['store']))[0] ?? defaultOf('store', null);
}

/** An app's policy: chosen for the app, overridden key by key by the file. */
function ofApp(look: SettingsLook, watched: WatchedApp): readonly EffectiveSetting[] {
  const place = `apps.${watched.org}/${watched.app}`;
  const names = appKeys({ apps: recordAt(look.value, ['apps']) }, watched).toReversed();
  const policy = Object.entries(policyTexts(watched.chosenPolicy)).flatMap(([key, chosen]) => {
    const name = names.find((one) => valueAt(look.value, ['apps', one, key]) !== undefined);
    if (name !== undefined) return fromFile(look, ['apps', name, key], `${place}.${key}`);
    return [{ key: `${place}.${key}`, value: chosen, source: 'chosen', line: null, from: null } as const];
  });
  const windowOf = names.find((one) => valueAt(look.value, ['apps', one, 'window']) !== undefined);
  const window = windowOf === undefined ? [] : fromFile(look, ['apps', windowOf, 'window'], `${place}.window`);
  return [...policy, ...window];
}

function fromFile(look: SettingsLook, path: readonly string[], as: string): readonly EffectiveSetting[] {
  const key = path.join('.');
  return flattened(look, path, valueAt(look.value, path)).map((one) => ({
    ...one,
    key: `${as}${one.key.slice(key.length)}`,
  }));
}

function flattened(look: SettingsLook, path: readonly string[], found: unknown): readonly EffectiveSetting[] {
  if (found === undefined) return [];
  if (isRecord(found)) {
    return Object.entries(found).flatMap(([name, inner]) => flattened(look, [...path, name], inner));
  }
  const line = look.lineOf(path);
  const source: SettingSource = line === null ? 'last-good' : 'file';
  const key = path.join('.');
  return [{ key, value: found as SettingValue, source, line, from: line === null ? null : key }];
}

function defaultOf(key: string, value: SettingValue): EffectiveSetting {
  return { key, value, source: 'default', line: null, from: null };
}

/** A policy as the settings write it. */
function policyTexts({ maxAgeDays, remindDays, graceDays, automation }: RotationPolicy) {
  return {
    maxAge: `${maxAgeDays}d`,
    remind: remindDays.map((days) => `${days}d`).join(','),
    grace: `${graceDays}d`,
    automation,
  };
}

function recordAt(value: unknown, path: readonly string[]): Readonly<Record<string, object>> {
  const found = valueAt(value, path);
  return isRecord(found) ? (found as Readonly<Record<string, object>>) : {};
}
