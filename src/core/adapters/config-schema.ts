import json5 from 'json5';
import { z } from 'zod';
import { closest } from '../closest.ts';
import { type Parsed, parseDayList, parseDays } from '../duration.ts';
import { plainText } from '../text.ts';
import type { Settings } from './config.ts';

const dayList = z.union([z.string(), z.array(z.string()).transform((days) => days.join(','))]);

const defaultsSchema = z.strictObject({
  maxAge: z.string().transform(parsedBy(parseDays)).optional(),
  remind: dayList.transform(parsedBy((text) => parseDayList(text))).optional(),
  grace: z
    .string()
    .transform(parsedBy((text) => parseDays(text, { min: 0 })))
    .optional(),
  automation: z.enum(['remind', 'stage', 'rotate']).optional(),
});

const settingsSchema = z.strictObject({
  store: z.enum(['keychain', 'file']).optional(),
  defaults: defaultsSchema.optional(),
});

/** Names that may stand at each level, for the suggestion. */
const knownNames: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(settingsSchema.shape),
  defaults: Object.keys(defaultsSchema.shape),
};

/** The settings in a text of JSON5; the problem names the place. */
export function parseSettings(text: string): Parsed<Settings> {
  let value: unknown;
  try {
    value = text.trim() === '' ? {} : json5.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { ok: false, problem: syntaxProblem(error) };
  }
  const parsed = settingsSchema.safeParse(value);
  if (!parsed.success) return { ok: false, problem: firstProblem(parsed.error.issues[0]) };
  const { store = null, defaults = {} } = parsed.data;
  return {
    ok: true,
    value: {
      store,
      defaults: {
        ...(defaults.maxAge === undefined ? {} : { maxAgeDays: defaults.maxAge }),
        ...(defaults.remind === undefined ? {} : { remindDays: defaults.remind }),
        ...(defaults.grace === undefined ? {} : { graceDays: defaults.grace }),
        ...(defaults.automation === undefined ? {} : { automation: defaults.automation }),
      },
    },
  };
}

function parsedBy<Value>(parse: (text: string) => Parsed<Value>) {
  return (text: string, context: z.RefinementCtx): Value => {
    const parsed = parse(text);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.problem });
    return z.NEVER;
  };
}

function syntaxProblem(error: unknown): string {
  const message = error instanceof Error ? error.message.replace(/^JSON5: /, '') : String(error);
  return `it is no JSON5 (${plainText(message)})`;
}

function firstProblem(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return "it can't be understood";
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return unknownName(issue.keys[0] ?? '', place);
  if (issue.code === 'invalid_value') return `${place} has to be one of ${issue.values.join(', ')}`;
  if (place === '') return 'it has to be an object: { … }';
  return `${place}: ${plainText(issue.message)}`;
}

function unknownName(name: string, place: string): string {
  const known = knownNames[place] ?? [];
  const full = plainText(place === '' ? name : `${place}.${name}`, 80);
  const near = closest(name, known);
  const suggestion = near === null ? `known are ${known.join(', ')}` : `did you mean ${near}?`;
  return `the setting ${full} is not known; ${suggestion}`;
}
