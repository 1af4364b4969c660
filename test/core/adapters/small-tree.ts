import type { Stats } from 'node:fs';
import { systemCalls } from '../../../src/core/adapters/file-calls.ts';
import { type OwnerFacts, type Owners, ownersOf } from '../../../src/core/adapters/owners.ts';

interface Node {
  /** With the file type, as in `st_mode`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly dev: number;
  readonly target: string;
}

type Given = Partial<Omit<Node, 'target'>>;

const node =
  (type: number, mode: number) =>
  (given: Given = {}, target = ''): Node => ({
    ...{ uid: 0, gid: 0, dev: 1, target, ...given },
    mode: type | (given.mode ?? mode),
  });

export const folder = node(0o040000, 0o755);
export const file = node(0o100000, 0o644);
export const link = (target: string, given: Given = {}): Node => node(0o120000, 0o777)(given, target);

export type Tree = Readonly<Record<string, Node>>;

/** The user and group `me` and `other` are 1000 and 1001; `crew` (2000) has both. */
const lists = {
  passwd:
    'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\nme:x:1000:1000::/home/me:/bin/sh\nother:x:1001:1001::/home/other:/bin/sh\n',
  group:
    'root:x:0:\nadmin:x:80:root,other\nme:x:1000:\nother:x:1001:\ncrew:x:2000:me,other\nsolo:x:2001:me,root\nempty:x:2002:\n',
};

/** Files that belong to users of a small system. Missing folders on the way are root's, with mode 0755. */
export function ownersOfTree(tree: Tree, facts: Partial<OwnerFacts> & { readonly user?: number | null } = {}): Owners {
  const { user = 1000, ...rest } = facts;
  const at = (path: string): Node => {
    const found = tree[path];
    if (found) return found;
    const isAbove = path === '/' || Object.keys(tree).some((known) => known.startsWith(`${path}/`));
    if (isAbove) return folder();
    throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT', syscall: 'lstat' });
  };
  const inodes = Object.keys(tree);
  return ownersOf({
    platform: 'linux',
    list: async (name) => lists[name],
    isContainer: () => false,
    calls: {
      ...systemCalls,
      user,
      isBound: false,
      lstat: async (path) => statsOf(at(path), inodes.indexOf(path)),
      readlink: async (path) => at(path).target,
    },
    ...rest,
  });
}

function statsOf({ mode, uid, gid, dev }: Node, ino: number): Stats {
  const is = (type: number) => () => (mode & 0o170000) === type;
  return {
    ...{ mode, uid, gid, dev, ino },
    isFile: is(0o100000),
    isDirectory: is(0o040000),
    isSymbolicLink: is(0o120000),
  } as Stats;
}
