import { z } from 'zod';
import { closest } from '../plain/closest.ts';
import type { Parsed } from '../plain/duration.ts';
import { plainText } from '../plain/text.ts';

/** A text of the settings, turned into a value by one of our own parsers. */
export function parsedBy<Value>(parse: (text: string) => Parsed<Value>) {
  return (text: string, context: z.RefinementCtx): Value => {
    const parsed = parse(text);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.problem });
    return z.NEVER;
  };
}

export function syntaxProblem(error: unknown): string {
  const message = error instanceof Error ? error.message.replace(/^JSON5: /, '') : String(error);
  return `it is no JSON5 (${plainText(message)})`;
}

/**
 * One issue in words that name its place and never its value: it could be a secret. A name that nobody knows comes first, as
 * it may be the very one that else is missing.
 * @param namesAt what may stand in the object at a place
 */
export function firstProblem(
  issues: readonly z.core.$ZodIssue[],
  namesAt: (path: readonly PropertyKey[]) => readonly string[],
): string {
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (!issue) return "it can't be understood";
  const place = plainText(issue.path.join('.'), 80);
  if (issue.code === 'unrecognized_keys') return unknownName(issue.keys[0] ?? '', place, namesAt(issue.path));
  if (issue.code === 'invalid_value') return `${place} has to be one of ${issue.values.join(', ')}`;
  if ('options' in issue && Array.isArray(issue.options))
    return `${place} has to be one of ${issue.options.join(', ')}`;
  if (place === '') return 'it has to be an object: { … }';
  return `${place}: ${plainText(messageOf(issue))}`;
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'it is missing';
  const inside = issue.code === 'invalid_key' ? issue.issues : issue.code === 'invalid_union' ? issue.errors[0] : [];
  return inside?.[0]?.message ?? issue.message;
}

function unknownName(name: string, place: string, known: readonly string[]): string {
  const full = plainText(place === '' ? name : `${place}.${name}`, 80);
  const near = closest(name, known);
  const suggestion = near === null ? `known are ${known.join(', ')}` : `did you mean ${near}?`;
  return `the setting ${full} is not known; ${suggestion}`;
}
