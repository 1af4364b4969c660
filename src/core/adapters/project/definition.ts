import { isAbsolute, join, normalize, sep } from 'node:path';
import { z } from 'zod';
import { reason } from '../../reasons/errors.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { fileProblem } from '../file-problem.ts';
import { readWhole } from '../regular-file.ts';
import { textOf, withoutMark } from '../text-of.ts';

export const definitionName = 'sfdx-project.json';

const replacement = z.object({
  filename: z.string().optional(),
  glob: z.string().optional(),
  stringToReplace: z.string().optional(),
  regexToReplace: z.string().optional(),
  replaceWithEnv: z.string().optional(),
  replaceWithFile: z.string().optional(),
  allowUnsetEnvVariable: z.boolean().optional(),
  replaceWhenEnv: z
    .array(z.object({ env: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }))
    .optional(),
});
/** An entry of `replacements`. */
export type ReplacementRule = z.infer<typeof replacement>;

/** What keyturn needs. The Salesforce CLI only warns of anything else that its own schema doesn't know. */
const schema = z.object({
  packageDirectories: z
    .array(z.object({ path: z.string().max(500), default: z.boolean().optional().catch(undefined) }))
    .min(1),
  sourceApiVersion: z.union([z.string(), z.number()]).nullish().catch(null),
  namespace: z.string().nullish().catch(null),
  replacements: z.array(replacement).optional(),
});

export interface Definition {
  /** Absolute, each once, in the order of the file. */
  readonly folders: readonly string[];
  /** The package directory for new files. */
  readonly first: string;
  /** `sourceApiVersion` such as `64.0`, or null. */
  readonly apiVersion: string | null;
  readonly namespace: string | null;
  readonly replacements: readonly ReplacementRule[];
}

/** @throws ProjectUnreadable where the Salesforce CLI refuses the project, too */
export async function readDefinition(root: string): Promise<Definition> {
  const path = join(root, definitionName);
  const { packageDirectories, sourceApiVersion, namespace, replacements } = await parse(path);
  const refuse = (problem: string) => reason('ProjectUnreadable', { path, problem });
  const named = packageDirectories.map((one) => ({ ...one, folder: folderOf(root, one.path) }));
  for (const { path: written } of named) if (isAbsolute(written)) throw refuse(fileProblems.absolutePackage(written));
  const defaults = named.length === 1 ? named : named.filter((one) => one.default);
  const [first, second] = defaults;
  if (!first || second) throw refuse(first ? fileProblems.twoDefaults : fileProblems.noDefault);
  return {
    folders: [...new Set(named.map(({ folder }) => folder))],
    first: first.folder,
    apiVersion: /^\d{2,3}\.0$/.exec(versionText(sourceApiVersion))?.[0] ?? null,
    namespace: namespace || null,
    replacements: replacements ?? [],
  };
}

async function parse(path: string): Promise<z.infer<typeof schema>> {
  try {
    return schema.parse(JSON.parse(withoutMark(textOf(await readWhole(path)))));
  } catch (error) {
    const problem = error instanceof z.ZodError ? schemaProblem(error) : fileProblem(error);
    throw reason('ProjectUnreadable', { path, problem }, { cause: error });
  }
}

function schemaProblem({ issues: [issue] }: z.ZodError): string {
  return issue?.path[0] === 'replacements' ? fileProblems.badReplacement : fileProblems.noPackage;
}

/** The CLI takes both kinds of slashes. */
function folderOf(root: string, written: string): string {
  const native = normalize(written.replace(/[\\/]/g, sep));
  return join(root, native).replace(/(?<=.)[\\/]$/, '');
}

function versionText(version: string | number | null | undefined): string {
  return typeof version === 'number' ? version.toFixed(1) : (version ?? '');
}
