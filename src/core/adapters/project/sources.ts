import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ComponentRef } from '../../model/app.ts';
import { reason } from '../../reasons/errors.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { fileReason, systemCode } from '../file-problem.ts';
import { type ForceIgnore, forceIgnoreOf } from './force-ignore.ts';
import { componentOfSource, foldersOfOthers } from './source-component.ts';

/** A source file of an app component. */
export interface Source {
  readonly ref: ComponentRef;
  /** Absolute, as the project names it: a link stays a link. */
  readonly path: string;
  /** The file that it is in the end. */
  readonly real: string;
}

const mostFolders = 100_000;

interface Folder {
  readonly path: string;
  /** The real folders on the way, so that a link to one of them isn't followed again. */
  readonly chain: ReadonlySet<string>;
}

/**
 * The app components in the package directories, found as the Salesforce CLI finds them: in every folder, over links, without what
 * `.forceignore` names. A file that is reached in two ways under one name counts once.
 * @throws ProjectUnreadable
 */
export async function findSources(root: string, folders: readonly string[]): Promise<readonly Source[]> {
  const found = new Map<string, Source>();
  let looked = 0;
  for (const folder of folders) {
    const rules = await forceIgnoreOf(folder);
    const open: Folder[] = [{ path: folder, chain: new Set([await realFolder(folder)]) }];
    for (let at = open.pop(); at; at = open.pop()) {
      looked += 1;
      if (looked > mostFolders)
        throw reason('ProjectUnreadable', { path: at.path, problem: fileProblems.tooManyFolders });
      for (const entry of await entriesOf(at.path))
        await take(join(at.path, entry.name), entry, at, { root, rules, open, found });
    }
  }
  return [...found.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

interface Walk {
  readonly root: string;
  readonly rules: ForceIgnore;
  readonly open: Folder[];
  readonly found: Map<string, Source>;
}

async function take(path: string, entry: Dirent, { chain }: Folder, { root, rules, open, found }: Walk): Promise<void> {
  const isLink = entry.isSymbolicLink();
  const target = isLink ? await stat(path).catch(() => null) : entry;
  if (target?.isDirectory()) {
    if (rules.ignoresFolder(path) || foldersOfOthers.has(entry.name)) return;
    const real = isLink ? await realpath(path) : path;
    if (isLink && chain.has(real)) return;
    open.push({ path, chain: isLink ? new Set([...chain, real]) : chain });
    return;
  }
  const ref = target ? componentOfSource(portable(root, path)) : null;
  if (!ref || rules.ignoresFile(path)) return;
  const real = await realpath(path);
  const key = `${ref.type} ${ref.fullName} ${real}`;
  if (!found.has(key)) found.set(key, { ref, path, real });
}

async function realFolder(folder: string): Promise<string> {
  return realpath(folder).catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw fileReason('ProjectUnreadable', folder, error);
    throw reason('ProjectUnreadable', { path: folder, problem: fileProblems.missingPackage });
  });
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return [];
    throw fileReason('ProjectUnreadable', folder, error);
  });
}

/** With slashes. */
export function portable(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}
