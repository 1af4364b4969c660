import { isAbsolute } from 'node:path';
import json5 from 'json5';
import { z } from 'zod';
import type { AppPolicySettings } from '../model/effective-policy.ts';
import type { SettingProblem } from '../model/setting.ts';
import { type Parsed, parseDayList, parseDays, parseDuration } from '../plain/duration.ts';
import { isRecord, valueAt } from '../plain/json.ts';
import { day, minute } from '../plain/time.ts';
import { settingProblems, settingsProblems } from '../words/settings-problems.ts';
import { quietHoursSchema, timeZoneSchema, windowSchema } from './config-calendar.ts';
import { channelKeys, channelsSchema, channelTypes } from './config-channels.ts';
import { contradictions } from './config-policies.ts';
import { parsedBy, problemsOf, syntaxProblem } from './config-problems.ts';
import type { Settings } from './settings.ts';

const dayList = z.union([z.string(), z.array(z.string()).transform((days) => days.join(','))]);

const policyShape = {
  maxAge: z.string().transform(parsedBy(parseDays)).optional(),
  remind: dayList.transform(parsedBy((text) => parseDayList(text))).optional(),
  // The previous credentials expire after 30 days.
  grace: z
    .string()
    .transform(parsedBy((text) => parseDays(text, { min: 0, max: 30 })))
    .optional(),
  automation: z.enum(['remind', 'stage', 'rotate']).optional(),
};
const policySchema = z.strictObject(policyShape);
const appSchema = z.strictObject({ ...policyShape, window: windowSchema.optional() });

/** A line for a printed page. */
const contact = z.string().trim().min(1, settingProblems.noContact).max(200, settingProblems.longContact);

/** Names of environment variables, and never those that say where keyturn has its secrets. */
const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, settingProblems.variable)
  .refine((name) => !/^(KEYTURN_|CREDENTIALS_DIRECTORY$)/i.test(name), settingProblems.ownVariable);
const programPath = z.string().refine(isAbsolute, settingProblems.programPath);

/** `config.json5` as a person writes it, and what becomes of it. */
export const settingsSchema = z.strictObject({
  store: z.enum(['keychain', 'file']).optional(),
  defaults: policySchema.optional(),
  orgs: z.record(z.string(), policySchema).optional(),
  apps: z.record(z.string(), appSchema).optional(),
  timeZone: timeZoneSchema.optional(),
  quietHours: quietHoursSchema.optional(),
  window: windowSchema.optional(),
  stageAhead: z
    .string()
    .transform(parsedBy(durationWithin(day, 29 * day)))
    .optional(),
  checkEvery: z
    .string()
    .transform(parsedBy(durationWithin(15 * minute, 30 * day)))
    .optional(),
  channels: channelsSchema.optional(),
  contacts: z.record(z.string(), contact).optional(),
  environment: z.record(programPath, z.array(variable).max(20).readonly()).optional(),
});

/** Settings that were read, and the plain value they were read from, which can be stored. */
export interface ReadSettings {
  readonly settings: Settings;
  readonly value: unknown;
}

export interface FaultySettings {
  /** The first problem, with its place. */
  readonly problem: string;
  /** All problems, without their lines. */
  readonly problems: readonly SettingProblem[];
  /**
   * The settings with only the faulty channels and contacts taken from an earlier value, or left out if it doesn't have them;
   * null if anything else is faulty, too.
   */
  readonly repaired: (earlier: unknown) => ReadSettings | null;
}

/** Reads settings from JSON5. A problem names the setting. `usual` supplies what the text leaves out. */
export function parseSettings(text: string, usual: Settings): Parsed<ReadSettings, FaultySettings> {
  let value: unknown;
  try {
    value = text.trim() === '' ? {} : json5.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return faulty([syntaxProblem(error)]);
  }
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) {
    const settings = settingsOf(parsed.data, usual);
    const problems = contradictions(settings);
    return problems.length === 0 ? { ok: true, value: { settings, value } } : faulty(problems);
  }
  const { issues } = parsed.error;
  const rest = settingsSchema.safeParse(withoutFaults(value, issues));
  const problems = [
    ...problemsOf(issues, (path) => namesAt(path, value)),
    ...(rest.success ? contradictions(settingsOf(rest.data, usual)) : []),
  ];
  return faulty(problems, (earlier) => {
    const whole = repairedValue(value, earlier);
    const again = settingsSchema.safeParse(whole);
    const settings = again.success ? settingsOf(again.data, usual) : null;
    return settings && contradictions(settings).length === 0 ? { settings, value: whole } : null;
  });
}

function faulty(
  problems: readonly SettingProblem[],
  repaired: FaultySettings['repaired'] = () => null,
): { readonly ok: false; readonly problem: FaultySettings } {
  return { ok: false, problem: { problem: problems[0]?.message ?? settingsProblems.unknown, problems, repaired } };
}

/** How many names of a path lead to a part that says nothing about the others. */
const depths: Readonly<Record<string, number>> = { defaults: 2, orgs: 3, apps: 3, channels: 2, contacts: 2 };

/** What is left without the settings that have an issue, to find what else is wrong. */
function withoutFaults(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const rest = structuredClone(value);
  for (const issue of issues) {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of paths.map((one) => one.map(String))) {
      const part = path.slice(0, depths[path[0] ?? ''] ?? 1);
      const parent = valueAt(rest, part.slice(0, -1));
      if (isRecord(parent)) Reflect.deleteProperty(parent, part.at(-1) ?? '');
    }
  }
  return rest;
}

/** The parts with named entries that stand for themselves: a faulty one says nothing about the others. */
const entrySchemas = { channels: channelsSchema, contacts: z.record(z.string(), contact) };

function repairedValue(value: unknown, earlier: unknown): unknown {
  if (!isRecord(value)) return value;
  const parts = Object.entries(entrySchemas).flatMap(([name, schema]) => {
    if (!(name in value)) return [];
    const before = isRecord(earlier) && isRecord(earlier[name]) ? earlier[name] : {};
    const now = value[name];
    if (!isRecord(now)) return [[name, before]];
    const entries = Object.entries(now).flatMap(([key, entry]) => {
      if (schema.safeParse({ [key]: entry }).success) return [[key, entry]];
      return Object.hasOwn(before, key) ? [[key, before[key]]] : [];
    });
    return [[name, Object.fromEntries(entries)]];
  });
  return { ...value, ...Object.fromEntries(parts) };
}

function settingsOf(read: z.output<typeof settingsSchema>, usual: Settings): Settings {
  const { defaults, quietHours, window } = read;
  const spanned = <Span>(span: Span) => ({ ...span, timeZone: read.timeZone ?? usual.timeZone });
  return {
    store: read.store ?? usual.store,
    defaults: defaults ? policyOf(defaults) : usual.defaults,
    orgs: mapped(read.orgs ?? {}, policyOf),
    apps: mapped(read.apps ?? {}, ({ window: own, ...policy }): AppPolicySettings => {
      return { ...policyOf(policy), ...(own ? { window: spanned(own) } : {}) };
    }),
    get timeZone() {
      return read.timeZone ?? usual.timeZone;
    },
    quietHours: quietHours ? spanned(quietHours) : usual.quietHours,
    window: window ? spanned(window) : usual.window,
    stageAheadMs: read.stageAhead ?? usual.stageAheadMs,
    isStageAheadChosen: read.stageAhead !== undefined || usual.isStageAheadChosen,
    checkEveryMs: read.checkEvery ?? usual.checkEveryMs,
    channels: read.channels ?? usual.channels,
    contacts: read.contacts ?? usual.contacts,
    environment: read.environment ?? usual.environment,
  };
}

/** Drops keys without a value, which would override defaults. */
function policyOf({ maxAge, remind, grace, automation }: z.output<typeof policySchema>): Settings['defaults'] {
  return {
    ...(maxAge === undefined ? {} : { maxAgeDays: maxAge }),
    ...(remind === undefined ? {} : { remindDays: remind }),
    ...(grace === undefined ? {} : { graceDays: grace }),
    ...(automation === undefined ? {} : { automation }),
  };
}

function mapped<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function durationWithin(min: number, max: number) {
  return (text: string): Parsed<number> => {
    const parsed = parseDuration(text);
    if (!parsed.ok) return parsed;
    if (parsed.value < min) return { ok: false, problem: { code: 'too-short', text, bound: min } };
    if (parsed.value > max) return { ok: false, problem: { code: 'too-long', text, bound: max } };
    return parsed;
  };
}

/** The names allowed in the object at a path, for suggestions. */
function namesAt(path: readonly PropertyKey[], value: unknown): readonly string[] {
  const [first, second, third] = path.map(String);
  if (first === undefined) return Object.keys(settingsSchema.shape);
  if (first === 'defaults' || (first === 'orgs' && third === undefined)) return Object.keys(policySchema.shape);
  if (first === 'apps' && third === undefined) return Object.keys(appSchema.shape);
  if (first === 'quietHours') return Object.keys(quietHoursSchema.shape);
  if (first !== 'channels') return Object.keys(windowSchema.shape);
  const channels = (value as { channels: Record<string, { type?: unknown }> }).channels;
  return second === undefined ? channelTypes : channelKeys(channels[second]?.type);
}
