import { z } from 'zod';
import { closest } from '../plain/closest.ts';
import type { Parsed } from '../plain/duration.ts';
import { plainText } from '../plain/text.ts';
import { durationProblem } from '../words/duration-problems.ts';
import { settingProblems, settingsProblems } from '../words/settings-problems.ts';

/** A text in the settings that one of our own parsers turns into a value. */
export function parsedBy<Value>(parse: (text: string) => Parsed<Value>) {
  return (text: string, context: z.RefinementCtx): Value => {
    const parsed = parse(text);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: durationProblem(parsed.problem) });
    return z.NEVER;
  };
}

export function syntaxProblem(error: unknown): string {
  const message = error instanceof Error ? error.message.replace(/^JSON5: /, '') : String(error);
  return settingsProblems.syntax(plainText(message));
}

/**
 * The words for the first issue. They name the setting but never its value, which could be a secret. Unknown names come
 * first, because one of them may be a typo for a missing setting.
 * @param namesAt the names allowed in the object at a path
 */
export function firstProblem(
  issues: readonly z.core.$ZodIssue[],
  namesAt: (path: readonly PropertyKey[]) => readonly string[],
): string {
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (!issue) return settingsProblems.unknown;
  const place = plainText(issue.path.join('.'), 80);
  if (issue.code === 'unrecognized_keys') return unknownName(issue.keys[0] ?? '', place, namesAt(issue.path));
  if (issue.code === 'invalid_value') return settingsProblems.choice(place, issue.values);
  if ('options' in issue && Array.isArray(issue.options)) return settingsProblems.choice(place, issue.options);
  if (place === '') return settingsProblems.notObject;
  return `${place}: ${plainText(messageOf(issue))}`;
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return settingProblems.missing;
  const inside = issue.code === 'invalid_key' ? issue.issues : issue.code === 'invalid_union' ? issue.errors[0] : [];
  return inside?.[0]?.message ?? issue.message;
}

function unknownName(name: string, place: string, known: readonly string[]): string {
  const full = plainText(place === '' ? name : `${place}.${name}`, 80);
  return settingsProblems.unknownName(full, closest(name, known), known);
}
