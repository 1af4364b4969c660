import { existsSync } from 'node:fs';
import { access, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { reason } from '../reasons/errors.ts';
import { fileReason, systemCode } from './file-problem.ts';
import { makeFolders } from './make-folders.ts';
import { readWhole } from './regular-file.ts';
import { textOf, withoutMark } from './text-of.ts';

/** A whole text file, without a byte order mark. @throws FileUnreadable, also for a device, a pipe, or a file that isn't UTF-8 */
export async function readText(path: string): Promise<string> {
  try {
    return withoutMark(textOf(await readWhole(path)));
  } catch (error) {
    throw fileReason('FileUnreadable', path, error);
  }
}

/** Writes a new file with mode 0600, or none at all. @returns its absolute path @throws FileExists, FileNotWritten */
export async function writeNew(path: string, text: string): Promise<string> {
  let isOurs = false;
  try {
    const handle = await open(path, 'wx', 0o600);
    isOurs = true;
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return resolve(path);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw reason('FileExists', { path });
    // The start of a file, from a disk that became full.
    if (isOurs) await rm(path, { force: true });
    throw fileReason('FileNotWritten', path, error);
  }
}

/** Writes new files below a new folder. @throws FileExists if the folder exists, FileNotWritten */
export async function writeNewFolder(
  root: string,
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<void> {
  if (existsSync(root)) throw reason('FileExists', { path: root });
  try {
    for (const { path, text } of files) {
      makeFolders(dirname(join(root, path)));
      await writeFile(join(root, path), text, { flag: 'wx' });
    }
  } catch (error) {
    throw fileReason('FileNotWritten', root, error);
  }
}

/** Whether this user may access a file in a given mode, for example `constants.R_OK`. */
export async function isAllowed(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
