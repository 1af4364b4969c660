import { lstat, readdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderOf, type KeptRecord, readRecord } from '../model/containment-record.ts';
import { readWhole } from './regular-file.ts';
import { textOf, withoutMark } from './text-of.ts';

/** How the name of each record begins. */
export const recordName = 'keyturn-containment-';

/** Far more than a record has. In bytes. */
const longest = 20_000;

/** Where the record of a containment goes if the state can't be written, the best place first. */
export function recordFolders(folder: string): readonly string[] {
  return [...new Set([folder, homedir(), tmpdir()])];
}

/**
 * Records of containments that a state couldn't take, the newest first. Never fails: a folder or file that can't be read has none.
 * @param folder keyturn's own. Elsewhere, only records of this user that name it count.
 */
export async function recordsIn(folder: string, folders = recordFolders(folder)): Promise<readonly KeptRecord[]> {
  const found = await Promise.all(
    folders.map(async (place) => {
      const names = await readdir(place).catch(() => []);
      const paths = names.filter((name) => name.startsWith(recordName) && name.endsWith('.json'));
      return Promise.all(paths.map((name) => recordAt(join(place, name), place === folder ? null : folder)));
    }),
  );
  return found
    .flat()
    .flatMap((one) => one ?? [])
    .toSorted((one, other) => other.record.confirmedAt - one.record.confirmedAt);
}

/** @param home the folder that the record must name; null if it may name any */
async function recordAt(path: string, home: string | null): Promise<KeptRecord | null> {
  try {
    const stats = await lstat(path);
    // Anybody can write to the folder for temporary files.
    if (!stats.isFile() || stats.uid !== (process.getuid?.() ?? stats.uid)) return null;
    const text = withoutMark(textOf(await readWhole(path, longest)));
    const record = readRecord(text);
    return record && (home === null || folderOf(text) === home) ? { path, record } : null;
  } catch {
    return null;
  }
}
