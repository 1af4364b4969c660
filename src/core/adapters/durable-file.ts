import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode } from './file-problem.ts';

const tmpName = /\.(\d+)-[0-9a-f]+\.tmp(-wal|-shm|-journal)?$/;

export interface DurableWrite {
  readonly path: string;
  readonly content: Uint8Array | string;
  /** Reads back what lies on the disk before it takes the place of the old file; throws when it is not good. */
  readonly verify?: (content: Buffer) => Promise<void>;
  /** Never replaces a file. */
  readonly isNew?: boolean;
}

/**
 * Writes a file of mode 0600 so that at every moment, also of a power cut, either the old content or the new one is there.
 * @throws the system's error; EEXIST when `isNew` and the file is there already
 */
export async function writeDurably(write: DurableWrite): Promise<void> {
  const tmp = temporaryName(write.path);
  try {
    const handle = await open(tmp, 'wx+', 0o600);
    try {
      await handle.writeFile(write.content);
      await handle.sync();
      if (write.verify) await write.verify(await readFromStart(handle));
    } finally {
      await handle.close();
    }
    if (write.isNew) await placeNew(tmp, write.path);
    else await rename(tmp, write.path);
    await syncFolder(dirname(write.path));
  } finally {
    await rm(tmp, { force: true });
  }
}

/** A name beside `path` that says which process works on it. */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
}

/**
 * Gives a finished file its name, unless there is one of that name.
 * @throws EEXIST
 */
export async function placeNew(tmp: string, path: string): Promise<void> {
  try {
    await link(tmp, path);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw error;
    // Some file systems have no hard links.
    await copyFile(tmp, path, constants.COPYFILE_EXCL);
    await syncPath(path, 'r+');
  }
}

/** Makes names that were added to or taken from a folder last through a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows can't open folders; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  await syncPath(folder, 'r');
}

/** Takes away what writers that were killed left behind in a folder. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = tmpName.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(folder, name), { force: true });
  }
}

/** Whether a process of this number is there; it may be another one than the one that had the number before. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

async function syncPath(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readFromStart(handle: Awaited<ReturnType<typeof open>>): Promise<Buffer> {
  const { size } = await handle.stat();
  const content = Buffer.alloc(size);
  let done = 0;
  while (done < size) {
    const { bytesRead } = await handle.read(content, done, size - done, done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return content.subarray(0, done);
}
