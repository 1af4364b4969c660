import { existsSync, readFileSync, type Stats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { once } from '../plain/once.ts';
import { type FileCalls, systemCalls } from './file-calls.ts';

/** Who can change files of this system. Tests replace it, to act as other users on a small tree. */
export interface Owners {
  /** `user` is null where modes don't say who can write a file: on Windows. */
  readonly calls: FileCalls;
  /** Whether a file belongs to somebody who may change what keyturn obeys. @param path without links */
  isOurs(path: string, stats: Stats): Promise<boolean>;
  /** Whether a group has members besides root and this user. */
  hasOthers(gid: number): Promise<boolean>;
  /** The name and the number of a user. */
  nameOf(uid: number): Promise<string>;
}

/** What `ownersOf` reads of a system. */
export interface OwnerFacts {
  readonly calls: FileCalls;
  readonly platform: NodeJS.Platform;
  /** The text of `/etc/passwd` or `/etc/group`; empty if it can't be read. */
  list(name: 'passwd' | 'group'): Promise<string>;
  /** Whether this process runs in a container, where root is the only user. */
  isContainer(): boolean;
}

export function ownersOf({ calls, platform, list, isContainer }: OwnerFacts): Owners {
  const { user } = calls;
  const root = once(() => calls.lstat('/'));
  const usersNamed = once(async () => rowsOf(await list('passwd')));
  const groups = once(async () => rowsOf(await list('group')));
  return {
    calls,
    isOurs: async (path, { uid, dev }) => {
      if (uid === 0 || uid === user) return true;
      const { uid: owner, dev: disk } = await root();
      // Who owns the root folder can replace everything. In a user namespace, root's files belong to another number.
      if (uid === owner) return true;
      // In a container, root uses volumes of the user who started it.
      if (user !== 0 || dev === disk || !isContainer()) return false;
      return (await topOfVolume(calls, path, dev)).uid === uid;
    },
    hasOthers: async (gid) => {
      // Root's own group. On macOS, also the group of those who may become root: Homebrew's folders belong to it.
      if (gid === 0 || (platform === 'darwin' && gid === 80)) return false;
      // The users of a Mac are in no file.
      if (platform === 'darwin') return true;
      const users = await usersNamed();
      const group = (await groups()).find(([, , id]) => Number(id) === gid);
      const primary = users.filter(([, , , id]) => Number(id) === gid).map(([name = '']) => name);
      const members = [...primary, ...(group?.[3] ?? '').split(',')].filter((name) => name !== '');
      // A directory service may know a group that these files don't know, or know its members.
      if (members.length === 0) return !isContainer();
      const idOf = (member: string) => Number(users.find(([name]) => name === member)?.[2] ?? -1);
      return members.map(idOf).some((id) => id !== 0 && id !== user);
    },
    nameOf: async (uid) => {
      const [name] = (await usersNamed()).find(([, , id]) => Number(id) === uid) ?? [];
      return name ? `${name} (user ${uid})` : `user ${uid}`;
    },
  };
}

/** The folder, or file, where the file system of a path begins. */
async function topOfVolume(calls: FileCalls, path: string, dev: number): Promise<Stats> {
  const above = dirname(path);
  const isTop = above === path || (await calls.lstat(above)).dev !== dev;
  return isTop ? calls.lstat(path) : topOfVolume(calls, above, dev);
}

function rowsOf(text: string): readonly (readonly string[])[] {
  return text.split('\n').map((line) => line.split(':'));
}

export const systemOwners: Owners = ownersOf({
  // The checks go from the root down, so nobody else can swap a folder behind them.
  calls: { ...systemCalls, isBound: false },
  platform: process.platform,
  list: (name) => readFile(`/etc/${name}`, 'utf8').catch(() => ''),
  isContainer,
});

/** Docker and Podman leave a file. Others at least mount the root folder as layers. */
function isContainer(): boolean {
  if (process.platform !== 'linux') return false;
  if (existsSync('/.dockerenv') || existsSync('/run/.containerenv')) return true;
  try {
    return /^\S+ \S+ \S+ \S+ \/ .* - overlay /m.test(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return false;
  }
}
