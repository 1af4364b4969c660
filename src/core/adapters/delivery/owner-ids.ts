import { readFile } from 'node:fs/promises';
import type { NewFileAccess } from '../../model/new-file-access.ts';
import { targetProblems } from '../../words/deliveries.ts';
import { fileProblems } from '../../words/file-problems.ts';
import type { FileCalls } from '../file-calls.ts';

/** Numbers of the owner and the group of a new file, and its mode. null keeps what the system gives it. */
export interface Rights {
  readonly uid: number | null;
  readonly gid: number | null;
  readonly mode: number | null;
}

/** @throws Error with a sentence for an unknown name, or if this user may not give a file away like that */
export async function rightsOf({ user }: FileCalls, access: NewFileAccess | null): Promise<Rights> {
  if (access === null) throw new Error(targetProblems['unclear-access']);
  const { owner, group, mode } = access;
  const uid = owner === null ? null : await idOf(owner, '/etc/passwd');
  const gid = group === null ? null : await idOf(group, '/etc/group');
  const isOwn = uid === null || uid === user;
  const isIn = gid === null || gid === process.getgid?.() || (process.getgroups?.() ?? []).includes(gid);
  if (user !== 0 && !(isOwn && isIn)) throw new Error(fileProblems.onlyRootGives);
  return { uid, gid, mode };
}

async function idOf(name: string, list: string): Promise<number> {
  if (/^\d+$/.test(name)) return Number(name);
  const lines = (await readFile(list, 'utf8').catch(() => '')).split('\n');
  const found = lines.map((line) => line.split(':')).find(([known]) => known === name)?.[2];
  if (found === undefined || !/^\d+$/.test(found)) throw new Error(fileProblems.unknownOwner(name, list));
  return Number(found);
}
