import { constants, readFileSync, type Stats } from 'node:fs';
import { copyFile, type FileHandle, link, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { childEnvironment } from './child-environment.ts';
import { systemCode } from './file-problem.ts';
import { lateCrypto } from './late-crypto.ts';

const tmpName = /\.(\d+)-[0-9a-f]+\.tmp(-wal|-shm|-journal)?$/;

export interface DurableWrite {
  readonly path: string;
  readonly content: Uint8Array | string;
  /** Checks the new content on disk before it replaces the old file. Throws if it is wrong. */
  readonly verify?: (content: Buffer) => Promise<void>;
  /** Fails if the file exists. */
  readonly isNew?: boolean;
  /** Owner, group and mode of the file, so that its readers can still read it; 0600 and this process's own if left out. */
  readonly access?: Pick<Stats, 'uid' | 'gid' | 'mode'> | null;
}

/**
 * Writes a file atomically: even after a power cut it has either the old content or the new. Its mode is 0600 unless `access` is given.
 * @throws the system's error, before anything is replaced; EEXIST if `isNew` and the file exists
 */
export async function writeDurably(write: DurableWrite): Promise<void> {
  const tmp = temporaryName(write.path);
  try {
    const handle = await open(tmp, 'wx+', 0o600);
    try {
      if (write.access) await giveAccess(handle, write.access);
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

/** @throws EPERM where this process may not give the file to its owner or group */
async function giveAccess(handle: FileHandle, { uid, gid, mode }: NonNullable<DurableWrite['access']>): Promise<void> {
  if (process.platform === 'win32') return;
  const own = await handle.stat();
  if (own.uid !== uid || own.gid !== gid) await handle.chown(uid, gid);
  await handle.chmod(mode & 0o777);
}

/** A temporary name next to `path` that contains the process id. */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${lateCrypto().randomBytes(4).toString('hex')}.tmp`;
}

/**
 * Renames a finished file, unless a file of that name exists.
 * @throws EEXIST
 */
export async function placeNew(tmp: string, path: string): Promise<void> {
  try {
    await link(tmp, path);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw error;
    if (systemCode(error) === 'EXDEV') return placeFromAfar(tmp, path);
    // Some file systems have no hard links.
    await copyFile(tmp, path, constants.COPYFILE_EXCL);
    await syncPath(path, 'r+');
  }
}

/** From another disk, the whole file is there before it gets its name. */
async function placeFromAfar(tmp: string, path: string): Promise<void> {
  const near = temporaryName(path);
  try {
    await copyFile(tmp, near, constants.COPYFILE_EXCL);
    await syncPath(near, 'r+');
    await placeNew(near, path);
  } finally {
    await rm(near, { force: true });
  }
}

/** Keeps what is at a path under another name beside it. A file also keeps its name until another one replaces it. */
export async function keepBeside(path: string): Promise<void> {
  const kept = `${path}.unreadable-${lateCrypto().randomBytes(4).toString('hex')}`;
  // Folders can't have a second name, and some file systems have none.
  await link(path, kept).catch(() => rename(path, kept));
}

/** Makes added and removed names in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows can't open folders, and NTFS journals names itself.
  if (process.platform === 'win32') return;
  await syncPath(folder, 'r');
}

/** Removes the temporary files of killed writers from a folder. @param start of their names, in a folder of others */
export async function removeLeftovers(folder: string, start = ''): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start)) continue;
    const pid = tmpName.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(folder, name), { force: true });
  }
}

/**
 * Whether a process with this id runs. It may be a different one than the one that had the id before. One that was killed and
 * that its parent hasn't noticed yet only has the id.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCode(error) !== 'EPERM') return false;
  }
  return !isDead(pid);
}

function isDead(pid: number): boolean {
  try {
    if (process.platform === 'darwin') {
      const state = process
        .getBuiltinModule('node:child_process')
        .execFileSync('/bin/ps', ['-o', 'stat=', '-p', String(pid)], {
          env: childEnvironment('system'),
          encoding: 'utf8',
          timeout: 2_000,
        });
      return state.trim().startsWith('Z');
    }
    // The name of the process, in brackets, may hold anything.
    const stat = process.platform === 'linux' ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
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
