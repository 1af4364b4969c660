import { access, readFile, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { reason } from '../reasons/errors.ts';
import { fileProblems } from '../words/file-problems.ts';
import { fileReason, orFileReason, systemCode } from './file-problem.ts';

/** Far more than any file that people give keyturn (certificates, answers). */
const longestText = 1_000_000;

/** A whole text file. @throws FileUnreadable */
export function readText(path: string): Promise<string> {
  return orFileReason('FileUnreadable', path, async () => {
    const { size } = await stat(path);
    if (size > longestText) throw reason('FileUnreadable', { path, problem: fileProblems.tooLarge });
    return readFile(path, 'utf8');
  });
}

/** Writes a new file with mode 0600. @returns its absolute path @throws FileExists, FileNotWritten */
export async function writeNew(path: string, text: string): Promise<string> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600, flush: true });
    return resolve(path);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw reason('FileExists', { path });
    throw fileReason('FileNotWritten', path, error);
  }
}

/** Whether this user may access a file in a given mode, for example `constants.R_OK`. */
export async function isAllowed(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
