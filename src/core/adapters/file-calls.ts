import { constants, type Stats } from 'node:fs';
import { access, type FileHandle, link, lstat, open, readdir, readlink, rename, unlink } from 'node:fs/promises';

/** The system calls of a delivery to a file. Tests replace them, to act as other users and to end between two of them. */
export interface FileCalls {
  /** The user of this process; null on a system without user ids. */
  readonly user: number | null;
  /** Whether files can be opened relative to an open folder, so that nobody can swap a folder of the path in between. */
  readonly isBound: boolean;
  open(path: string, flags: number, mode?: number): Promise<OpenFile>;
  lstat(path: string): Promise<Stats>;
  readlink(path: string): Promise<string>;
  readdir(path: string): Promise<readonly string[]>;
  access(path: string, mode: number): Promise<void>;
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
}

export type OpenFile = Pick<
  FileHandle,
  'fd' | 'stat' | 'read' | 'write' | 'truncate' | 'sync' | 'chown' | 'chmod' | 'close'
>;

export const systemCalls: FileCalls = {
  user: process.getuid?.() ?? null,
  isBound: process.platform === 'linux',
  open,
  lstat: (path) => lstat(path),
  readlink: (path) => readlink(path),
  readdir: (path) => readdir(path),
  access,
  link,
  rename,
  unlink,
};

/** Missing on Windows. */
const noFollow = constants.O_NOFOLLOW ?? 0;

/** How files are opened: never through a link in their own place, and without waiting for the other end of a pipe. */
export const flags = {
  read: constants.O_RDONLY | noFollow | (constants.O_NONBLOCK ?? 0),
  write: constants.O_RDWR | noFollow | (constants.O_NONBLOCK ?? 0),
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | noFollow,
  folder: constants.O_RDONLY | (constants.O_DIRECTORY ?? 0),
  /** Linux's O_PATH, which Node has no name for. It needs no permission to list the folder. */
  passing: (constants.O_DIRECTORY ?? 0) | noFollow | 0o10000000,
} as const;

/** The whole content of an open file. */
export async function contentOf(file: OpenFile): Promise<Buffer> {
  const { size } = await file.stat();
  const content = Buffer.alloc(size);
  let done = 0;
  while (done < size) {
    const { bytesRead } = await file.read(content, done, size - done, done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return content.subarray(0, done);
}

/** Makes this the content of an open file, and waits until it is on disk. Usually one write, so that a reader sees it at once. */
export async function writeOver(file: OpenFile, content: Buffer): Promise<void> {
  let done = 0;
  while (done < content.length) {
    done += (await file.write(content, done, content.length - done, done)).bytesWritten;
  }
  if ((await file.stat()).size > content.length) await file.truncate(content.length);
  await file.sync();
}
