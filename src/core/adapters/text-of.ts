import { lstat } from 'node:fs/promises';
import { encodingProblem } from '../plain/encoding.ts';
import { fileProblems } from '../words/file-problems.ts';
import { systemCode } from './file-problem.ts';

/** The text of a file, with its byte order mark. @throws an error with the problem if it isn't UTF-8 */
export function textOf(content: Buffer): string {
  const problem = encodingProblem(content);
  if (problem !== null) throw new Error(fileProblems.encoding(problem));
  return content.toString('utf8');
}

export const byteOrderMark = '\uFEFF';

/** The text without its byte order mark. */
export function withoutMark(text: string): string {
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

/** Nothing can be in a folder that is a file. */
const absent: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

/**
 * Null if there is no file. A link to nothing is not the same: somebody meant a file that isn't there now.
 * @throws the error of `read`, and an error with the problem for such a link
 */
export async function orAbsent(path: string, read: () => Promise<Buffer>): Promise<Buffer | null> {
  try {
    return await read();
  } catch (error) {
    if (!absent.has(systemCode(error) ?? '')) throw error;
    const found = await lstat(path).catch(() => null);
    if (found?.isSymbolicLink()) throw new Error(fileProblems.dangling);
    return null;
  }
}
