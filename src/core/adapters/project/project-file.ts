import { chmod, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { reason } from '../../reasons/errors.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { writeDurably } from '../durable-file.ts';
import { fileReason, orFileReason, systemCode } from '../file-problem.ts';
import { makeFolders } from '../make-folders.ts';
import { readWhole } from '../regular-file.ts';

/** An app's metadata files have a few kilobytes each. */
export async function readProjectFile(path: string): Promise<Buffer> {
  return readWhole(path).catch((error: unknown) => {
    throw fileReason('ProjectUnreadable', path, error);
  });
}

export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Whether a path is a folder or below it. Both are real paths. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/**
 * The file that a path of the project leads to in the end, over all links. It need not exist.
 * @throws ProjectUnreadable if it is outside the project
 */
export async function insideOf(root: string, source: string): Promise<string> {
  const path = resolve(root, source);
  const real = await realOf(path);
  if (isInside(await realpath(root), real)) return real;
  throw reason('ProjectUnreadable', { path, problem: fileProblems.outside });
}

/** For what doesn't exist yet, the real path of the folder that does. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || dirname(path) === path) throw fileReason('ProjectUnreadable', path, error);
    return join(await realOf(dirname(path)), basename(path));
  }
}

/** Keeps the file's mode, and as root its owner. Read-only files are not changed. Null deletes the file. */
export async function writeProjectFile(root: string, source: string, content: Uint8Array | null): Promise<void> {
  const path = await insideOf(root, source);
  await orFileReason('FileUnwritable', path, async () => {
    if (content === null) return rm(path, { force: true });
    const before = await stat(path).catch(() => null);
    const mode = before ? before.mode & 0o777 : 0o644;
    if (before && (mode & 0o200) === 0) throw reason('FileUnwritable', { path, problem: fileProblems.readOnly });
    makeFolders(dirname(path));
    await writeDurably({ path, content, access: process.getuid?.() === 0 ? before : null });
    await chmod(path, mode);
  });
}
