import { constants, lstatSync, type Stats } from 'node:fs';
import { type FileCalls, type OpenFile, systemCalls } from '../../../../src/core/adapters/file-calls.ts';

/**
 * The calls of a process of this user, where files belong to others. Needs no privileges.
 * @param owners by path; everything else belongs to root
 */
export function actingAs(user: number, owners: Readonly<Record<string, number>>): FileCalls {
  const known = new Map(Object.entries(owners).map(([path, uid]) => [keyOf(lstatSync(path)), uid]));
  const bent = <Kind extends Stats>(stats: Kind): Kind =>
    Object.assign(Object.create(stats), { uid: known.get(keyOf(stats)) ?? 0 });
  return {
    ...systemCalls,
    user,
    lstat: async (path) => bent(await systemCalls.lstat(path)),
    open: async (...given) => {
      const file = await systemCalls.open(...given);
      return withCalls(file, { stat: async () => bent(await file.stat()) as never });
    },
  };
}

function keyOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** Root may write a read-only file. The calls of a user who may not. */
export function withoutRoot(calls: FileCalls): FileCalls {
  return {
    ...calls,
    open: async (path, flags, mode) => {
      const isNew = (flags & constants.O_CREAT) !== 0;
      const isReadOnly = !isNew && (flags & constants.O_RDWR) !== 0 && (lstatSync(path).mode & 0o200) === 0;
      if (isReadOnly)
        throw Object.assign(new Error('EACCES: permission denied, open'), { code: 'EACCES', syscall: 'open' });
      return calls.open(path, flags, mode);
    },
  };
}

export class Killed extends Error {}

/** The calls of a process that is killed before its nth change on disk. A killed write may have written a part. */
export function killedAt(change: number, half = false): FileCalls & { readonly changes: () => number } {
  let changes = 0;
  const alive = () => {
    if (changes >= change) throw new Killed();
  };
  const changing = async <Value>(work: () => Promise<Value>, part?: () => Promise<unknown>): Promise<Value> => {
    alive();
    changes += 1;
    if (changes === change) {
      if (half) await part?.();
      throw new Killed();
    }
    return work();
  };
  const reading = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    alive();
    return work();
  };
  const { open, lstat, readlink, readdir, access, link, rename, unlink } = systemCalls;
  return {
    ...systemCalls,
    changes: () => changes,
    lstat: (path) => reading(() => lstat(path)),
    readlink: (path) => reading(() => readlink(path)),
    readdir: (path) => reading(() => readdir(path)),
    access: (path, mode) => reading(() => access(path, mode)),
    link: (from, to) => changing(() => link(from, to)),
    rename: (from, to) => changing(() => rename(from, to)),
    unlink: (path) => changing(() => unlink(path)),
    open: async (path, flags, mode) => {
      const isNew = (flags & constants.O_CREAT) !== 0;
      const file = await (isNew ? changing : reading)(() => open(path, flags, mode));
      return withCalls(file, {
        write: ((content: Buffer, from: number, length: number, at: number) =>
          changing(
            () => file.write(content, from, length, at),
            () => file.write(content, from, Math.ceil(length / 2), at),
          )) as OpenFile['write'],
        truncate: (length) => changing(() => file.truncate(length)),
        sync: () => changing(() => file.sync()),
        chmod: (to) => changing(() => file.chmod(to)),
        chown: (uid, gid) => changing(() => file.chown(uid, gid)),
        // The system closes the files of a killed process.
        close: () => file.close(),
      });
    },
  };
}

function withCalls(file: OpenFile, calls: Partial<OpenFile>): OpenFile {
  return {
    fd: file.fd,
    stat: file.stat.bind(file),
    read: file.read.bind(file),
    write: file.write.bind(file),
    truncate: (length) => file.truncate(length),
    sync: () => file.sync(),
    chmod: (mode) => file.chmod(mode),
    chown: (uid, gid) => file.chown(uid, gid),
    close: () => file.close(),
    ...calls,
  };
}
