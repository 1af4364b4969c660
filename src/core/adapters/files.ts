import { access, readFile, stat, writeFile } from 'node:fs/promises';
import { reason } from '../reasons/errors.ts';
import { fileProblems } from '../words/file-problems.ts';
import { fileReason, orFileReason, systemCode } from './file-problem.ts';

/** Nothing that a person hands to keyturn (a certificate, answers) comes near this. */
const longestText = 1_000_000;

/** A whole text file. @throws FileUnreadable */
export function readText(path: string): Promise<string> {
  return orFileReason('FileUnreadable', path, async () => {
    const { size } = await stat(path);
    if (size > longestText) throw reason('FileUnreadable', { path, problem: fileProblems.tooLarge });
    return readFile(path, 'utf8');
  });
}

/** Writes a file of mode 0600 that did not exist before. @throws FileExists, FileUnreadable */
export async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw reason('FileExists', { path });
    throw fileReason('FileUnreadable', path, error);
  }
}

/** Whether this user may do that with a file, e.g. `constants.R_OK`. */
export async function isAllowed(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
