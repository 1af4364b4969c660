import { z } from 'zod';
import type { SettingProblem } from '../model/setting.ts';
import { closest } from '../plain/closest.ts';
import type { Parsed } from '../plain/duration.ts';
import { outsideError } from '../plain/outside-text.ts';
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

export function syntaxProblem(error: unknown): SettingProblem {
  const message = outsideError(error).replace(/^JSON5: /, '');
  const line = error instanceof Error && 'lineNumber' in error ? Number(error.lineNumber) : null;
  return { ...plain, kind: 'syntax', message: settingsProblems.syntax(plainText(message)), line };
}

const plain = { path: [], line: null, near: null } as const;

/**
 * Every issue in words. They name the setting but never its value, which could be a secret. Unknown names come first, because
 * one of them may be a typo for a missing setting.
 * @param namesAt the names allowed in the object at a path
 */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  namesAt: (path: readonly PropertyKey[]) => readonly string[],
): readonly SettingProblem[] {
  const found = issues.flatMap((issue): readonly SettingProblem[] => {
    const path = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys') return [{ ...plain, path, ...kindOf(issue), message: wordsOf(issue) }];
    const place = plainText(path.join('.'), 80);
    const known = namesAt(issue.path);
    return issue.keys.map((name): SettingProblem => {
      const near = closest(name, known);
      const message = settingsProblems.unknownName(fullName(name, place), near, known);
      return { ...plain, path: [...path, name], kind: 'unknown', message, near };
    });
  });
  return [...found.filter(({ kind }) => kind === 'unknown'), ...found.filter(({ kind }) => kind !== 'unknown')];
}

function kindOf(issue: z.core.$ZodIssue): Pick<SettingProblem, 'kind'> {
  const message = messageOf(issue);
  if (message === settingProblems.missing) return { kind: 'missing' };
  return { kind: message === settingProblems.secret ? 'secret' : 'value' };
}

function wordsOf(issue: z.core.$ZodIssue): string {
  const place = plainText(issue.path.join('.'), 80);
  if (messageOf(issue) === settingProblems.missing) return `${place}: ${settingProblems.missing}`;
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

function fullName(name: string, place: string): string {
  return plainText(place === '' ? name : `${place}.${name}`, 80);
}
