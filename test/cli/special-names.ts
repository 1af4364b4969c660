import { cpSync, existsSync, lstatSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'vitest';
import { isOwnName, ownNames } from '../../src/core/adapters/home-names.ts';
import { call } from '../support/call.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { specialFiles } from '../support/special-files.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A command that reads, one that writes and stores credentials, and a pass of the daemon. */
const lines: Readonly<Record<string, readonly string[]>> = {
  reads: ['status', '--all'],
  writes: ['watch', 'Billing_Sync', '--deliver', 'manual:Billing'],
  passes: ['daemon', '--once'],
};

const product = 'practice-watch';

/** A home in which much was done, to which each case goes back. */
export interface FilledHome {
  readonly own: InProcess;
  /** Every path that keyturn made, and one for each kind of name. */
  readonly paths: readonly string[];
  reset(): void;
}

export async function filledHome(): Promise<FilledHome> {
  const own = await inProcess();
  const { home } = own.here;
  await own.works('config', 'set', 'timeZone', 'Asia/Tokyo');
  await own.works('watch', 'ERP_Bridge', '--deliver', 'manual:ERP');
  await own.works('daemon', '--once');
  const kept = tempFolder();
  const isKept = (name: string) => name !== 'practice';
  for (const name of readdirSync(home).filter(isKept)) cpSync(join(home, name), join(kept, name), { recursive: true });
  const reset = () => {
    for (const name of readdirSync(home).filter(isKept)) rmSync(join(home, name), { recursive: true, force: true });
    cpSync(kept, home, { recursive: true });
  };
  return { own, reset, paths: [...new Set([...placesOf(ownNames), ...pathsIn(kept)])].sort() };
}

/** The practice org runs in this process, and has tests of its own. */
const placesOf = (names: readonly string[]) =>
  names.filter((name) => name !== 'practice' && name !== product).map((name) => join(product, name));

function pathsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' });
}

/** What no command may miss: every file, and which one it is. */
function filesIn(home: string): Readonly<Record<string, number>> {
  // SQLite removes its log when the last process closes the state.
  const isKept = (path: string) => !path.startsWith('practice/') && !/-(wal|shm)$/.test(path);
  const paths = pathsIn(home).filter((path) => isKept(path) && lstatSync(join(home, path)).isFile());
  return Object.fromEntries(paths.map((path) => [path, lstatSync(join(home, path)).ino]));
}

export const kinds = [...Object.keys(specialFiles), ...(process.getuid?.() === 0 ? [] : ['unreadable'])];

/** Puts it into the place of what is there. False if it would be the same. */
function put(kind: string, path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (kind === 'unreadable' && !found) return false;
  if (kind === 'unreadable') {
    const kept = `${path}.was`;
    renameSync(path, kept);
    cpSync(kept, path, { recursive: true, mode: 0 });
    return true;
  }
  rmSync(path, { recursive: true, force: true });
  // What is no folder has the place of one.
  if (kind === 'a folder' && found?.isDirectory()) writeFileSync(path, 'no folder', { mode: 0o600 });
  else specialFiles[kind]?.(path);
  return true;
}

/** Reasons that may name what has such a place. No other name stops any command. */
const reasons: readonly (readonly [RegExp, RegExp])[] = [
  [/(^|\/)state\.db(-wal|-shm|-journal)?$/, /^(StateDamaged|StateLost)$/],
  [/^practice-watch(\/(secrets|backups))?$/, /^(HomeNotWritable|FileNotYours|StoreDamaged|StateLost)$/],
  [/^config\.json5$/, /^ConfigInvalid$/],
  [/\/secrets\//, /^(StoreDamaged|HomeNotWritable|PassphraseMissing)$/],
];

/** Runs each command with such a thing in the place of a path. @returns how each ended, for a person who compares */
export async function walk({ own, reset }: FilledHome, path: string, kind: string): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const [what, line] of Object.entries(lines)) {
    reset();
    const { home } = own.here;
    if (!put(kind, join(home, path))) continue;
    const before = filesIn(home);
    const args = [...line, '--practice', '--json'];
    const { code, stdout } = await call(own.here, args, { opensState: false });
    const where = `${what} with ${kind} at ${path}: ${stdout}`;
    const { name } = JSON.parse(stdout) as { name?: string };
    const [, allowed] = reasons.find(([pattern]) => pattern.test(path)) ?? [];
    if (name !== undefined) expect.soft(name, where).toMatch(allowed ?? /^no reason$/);
    else expect.soft([0, 4], where).toContain(code);
    // Nothing that was healthy is moved away, and the state stays the same file.
    const after = filesIn(home);
    expect
      .soft(
        Object.keys(before).filter((one) => !existsSync(join(home, one))),
        where,
      )
      .toEqual([]);
    const state = join(product, 'state.db');
    if (state in before) expect.soft(after[state], where).toBe(before[state]);
    expect
      .soft(
        Object.keys(after).filter((one) => !(one in before) && /damaged|replaced|lost/.test(one)),
        where,
      )
      .toEqual([]);
    ended.push(`${what}: ${name ?? code}`);
  }
  return ended;
}

/** Names of keyturn's home that the list of names lacks. */
export function unlisted(home: string): readonly string[] {
  return [home, join(home, product)]
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => !isOwnName(relative(home, path).split('/').at(-1) ?? ''));
}
