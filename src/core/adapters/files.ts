import { open, stat, writeFile } from 'node:fs/promises';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { fileProblems } from '../words/file-problems.ts';
import { fileProblem, systemCode } from './file-problem.ts';

/** Nothing that a person hands to keyturn (a certificate, answers) comes near this. */
const longestText = 1_000_000;

/** A whole text file. @throws FileUnreadable */
export async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > longestText) throw reason('FileUnreadable', { path, problem: fileProblems.tooLarge });
    const file = await open(path, 'r');
    try {
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isKeyturnError(error)) throw error;
    throw reason('FileUnreadable', { path, problem: fileProblem(error) }, { cause: error });
  }
}

/** Writes a file of mode 0600 that did not exist before. @throws FileExists, FileUnreadable */
export async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw reason('FileExists', { path });
    throw reason('FileUnreadable', { path, problem: fileProblem(error) }, { cause: error });
  }
}
