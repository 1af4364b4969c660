import { join, matchesGlob } from 'node:path';
import { runInNewContext } from 'node:vm';
import { fileProblems } from '../../words/file-problems.ts';
import { fileProblem } from '../file-problem.ts';
import { readWhole } from '../regular-file.ts';
import { textOf } from '../text-of.ts';
import type { ReplacementRule } from './definition.ts';

/** A file as the Salesforce CLI deploys it, or why it can't. */
export type Filled = { readonly content: Uint8Array } | { readonly problem: string };

/** Patterns come with the project. One that takes longer is not for a file of this size. In ms. */
const longestMatch = 2_000;

/** Applies the project's `replacements` as the Salesforce CLI does when it deploys. The files stay as they are. */
export function replacementsOf(
  root: string,
  rules: readonly ReplacementRule[],
  env: Readonly<Record<string, string | undefined>>,
): (path: string, content: Uint8Array) => Promise<Filled> {
  const applicable = rules.filter(({ replaceWhenEnv = [] }) =>
    replaceWhenEnv.every(({ env: name, value }) => env[name] === String(value)),
  );
  return async (path, content) => {
    const fitting = applicable.filter((rule) => isFor(rule, path));
    if (fitting.length === 0) return { content };
    try {
      let text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
      for (const rule of fitting) text = replaceAll(text, rule, await replacementValue(root, rule, env));
      return { content: new TextEncoder().encode(text) };
    } catch (error) {
      return { problem: fileProblem(error) };
    }
  };
}

/** The CLI compares the end of the path, because a rule may start at a package directory. */
function isFor({ filename, glob }: ReplacementRule, path: string): boolean {
  const portable = path.replaceAll('\\', '/');
  if (filename !== undefined && portable.endsWith(filename)) return true;
  return glob !== undefined && matchesGlob(portable, `**/${glob}`);
}

async function replacementValue(
  root: string,
  { replaceWithEnv, replaceWithFile, allowUnsetEnvVariable }: ReplacementRule,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (replaceWithEnv !== undefined) {
    const value = env[replaceWithEnv];
    if (value === undefined && !allowUnsetEnvVariable) throw new Error(fileProblems.unsetVariable(replaceWithEnv));
    return value ?? '';
  }
  const path = join(root, replaceWithFile ?? '');
  const value = await readWhole(path)
    .then(textOf)
    .catch((error: unknown) => {
      throw new Error(fileProblems.noReplacement(path, fileProblem(error)));
    });
  const text = value.trim();
  if (text === '') throw new Error(fileProblems.noReplacement(path, fileProblems.empty));
  return text;
}

function replaceAll(text: string, { stringToReplace, regexToReplace }: ReplacementRule, value: string): string {
  // In both cases `$&` and the like keep their meaning in the value, as with the CLI.
  if (stringToReplace !== undefined) return text.replaceAll(stringToReplace, value);
  const given = { text, pattern: regexToReplace ?? '', value };
  const code = "text.replace(new RegExp(pattern, 'g'), value)";
  return runInNewContext(code, given, { timeout: longestMatch }) as string;
}
