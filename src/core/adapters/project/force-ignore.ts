import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import library from 'ignore';
import { encodingProblem } from '../../plain/encoding.ts';
import { reason } from '../../reasons/errors.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { fileReason, systemCode } from '../file-problem.ts';
import { readWhole } from '../regular-file.ts';

const ignore = library.default;

/** What the Salesforce CLI ignores in a project that has a `.forceignore`. */
const usual = [
  '**/*.dup',
  '**/.*',
  '!.sf',
  '**/.sf/**',
  '!**/.sf/orgs',
  '!**/.sf/orgs/**',
  '**/.sf/orgs/*/**',
  '!**/.sf/orgs/*/remoteMetadata',
  '!**/.sf/orgs/*/remoteMetadata/**',
  '**/package2-descriptor.json',
  '**/package2-manifest.json',
];

export interface ForceIgnore {
  /** @param path absolute */
  ignoresFile(path: string): boolean;
  /** Whether it ignores everything in a folder. */
  ignoresFolder(path: string): boolean;
}

const nothing: ForceIgnore = { ignoresFile: () => false, ignoresFolder: () => false };

/**
 * The rules of the nearest `.forceignore`, in a folder or above it, as the Salesforce CLI reads them.
 * @throws ProjectUnreadable for a file that is too large, in UTF-16, or no regular file
 */
export async function forceIgnoreOf(folder: string): Promise<ForceIgnore> {
  const at = findUp(folder);
  if (at === null) return nothing;
  const path = join(at, '.forceignore');
  const written = await readWhole(path).catch((error: unknown) => {
    // The CLI goes on without a file that it may not read.
    if (systemCode(error) !== null) return null;
    throw fileReason('ProjectUnreadable', path, error);
  });
  if (written === null) return nothing;
  const problem = encodingProblem(written);
  if (problem?.kind === 'utf16') throw reason('ProjectUnreadable', { path, problem: fileProblems.encoding(problem) });
  const rules = ignore().add(`${usual.join('\n')}\n${written.toString('utf8')}`);
  const ignores = (path: string, end: string) => {
    const inside = relative(at, path);
    return ignore.isPathValid(inside) && rules.ignores(`${inside}${end}`);
  };
  return {
    ignoresFile: (path) => ignores(path, ''),
    ignoresFolder: (path) => ignores(path, '/'),
  };
}

function findUp(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.forceignore'))) return at;
    if (dirname(at) === at) return null;
  }
}
