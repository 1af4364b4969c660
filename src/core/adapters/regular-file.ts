import { closeSync, constants, fstatSync, ftruncateSync, openSync, type Stats, writeFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { fileProblems } from '../words/file-problems.ts';

/**
 * The start of a regular file. Anything else is refused before it is opened: a pipe would wait forever, and a device may have
 * no end.
 * @param most in bytes
 * @throws the system's error, or an error with the problem as its message
 */
export async function readStart(path: string, most: number): Promise<Buffer> {
  refuseOthers(await stat(path));
  // Non-blocking, because something else may have taken the file's place.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await handle.stat();
    refuseOthers(found);
    const content = Buffer.alloc(Math.min(most, found.size));
    let length = 0;
    while (length < content.length) {
      const { bytesRead } = await handle.read(content, length, content.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return content.subarray(0, length);
  } finally {
    await handle.close();
  }
}

/**
 * Opens a file to write, and makes it with mode 0600 if there is none. Anything else is refused: a pipe would wait forever.
 * @throws as `readStart`
 */
export function openToWrite(path: string, isAppended: boolean): number {
  const { O_WRONLY, O_CREAT, O_APPEND, O_NONBLOCK = 0 } = constants;
  const file = openSync(path, O_WRONLY | O_CREAT | O_NONBLOCK | (isAppended ? O_APPEND : 0), 0o600);
  try {
    refuseOthers(fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Replaces the content of a small file. @throws as `openToWrite` */
export function writeMark(path: string, text: string): void {
  const file = openToWrite(path, false);
  try {
    ftruncateSync(file);
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** Far more than any file that people give keyturn, and than those of its own folder. In bytes. */
const longest = 1_000_000;

/** A whole regular file. @throws as `readStart`, and if it is too large */
export async function readWhole(path: string, most = longest): Promise<Buffer> {
  const content = await readStart(path, most + 1);
  if (content.length > most) throw new Error(fileProblems.tooLarge);
  return content;
}

/** @throws an error with the problem if it's no regular file, or larger than allowed */
export function refuseOthers(found: Stats, most = Number.POSITIVE_INFINITY): void {
  const problem = kindProblem(found) ?? (found.size > most ? fileProblems.tooLarge : null);
  if (problem !== null) throw new Error(problem);
}

/** Why a path is no regular file, or null. */
export function kindProblem(found: Pick<Stats, 'isFile' | 'isDirectory'>): string | null {
  if (found.isDirectory()) return fileProblems.isFolder;
  return found.isFile() ? null : fileProblems.notRegular;
}
