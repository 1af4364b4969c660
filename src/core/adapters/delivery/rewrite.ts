import { createHash, randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { fileProblems } from '../../words/file-problems.ts';
import { contentOf, flags, type OpenFile, writeOver } from '../file-calls.ts';
import { systemCode } from '../file-problem.ts';
import type { Rights } from './owner-ids.ts';
import { isOwnReadOnly, openFound, type Place, syncFolderOf } from './place.ts';

/** The content of a file before and after a delivery. */
interface Change {
  readonly before: Buffer;
  readonly after: Buffer;
}

/** The mode of a file that is writable for a moment. */
interface ReadOnly {
  readonly mode: number;
}

/** In bytes: two contents in base64. */
const largestSaved = 4 * 1024 * 1024;

/**
 * Replaces the content of a file in its own place. It stays the same file: with its owner, group, mode, access control list and
 * labels, under each of its names, and wherever it is mounted. A replacement by another file would lose some of these, and
 * nothing could tell.
 *
 * Both contents are first saved beside it, so that `settle` can finish the work after a crash.
 * @throws the system's error; the file has its old content again, if the system still allows that
 */
export async function rewrite(place: Place, file: OpenFile, change: Change): Promise<void> {
  const saved = await saveBeside(place, JSON.stringify({ before: text(change.before), after: text(change.after) }));
  try {
    await writeOver(file, change.after);
  } catch (error) {
    await writeOver(file, change.before);
    await remove(place, saved);
    throw error;
  }
  await remove(place, saved);
}

/**
 * A file that its owner made read-only can be written by its owner all the same, and stays read-only. Its mode is first saved
 * beside it, so that `settle` can restore it after a crash.
 */
export async function openToWrite(place: Place, found: Stats): Promise<OpenFile> {
  try {
    return await openFound(place, found, 'write');
  } catch (error) {
    // `settle` may have restored its mode since.
    const now = await place.calls.lstat(place.folder.at(place.name));
    if (!isOwnReadOnly(place, now, error)) throw error;
    return openReadOnly(place, found, now.mode & 0o7777);
  }
}

async function openReadOnly(place: Place, found: Stats, mode: number): Promise<OpenFile> {
  const reading = await openFound(place, found, 'read');
  try {
    const saved = await saveBeside(place, JSON.stringify({ mode } satisfies ReadOnly));
    let file: OpenFile | null = null;
    try {
      try {
        await reading.chmod(writable(mode));
        file = await openFound(place, found, 'write');
      } finally {
        await reading.chmod(mode);
        await remove(place, saved);
      }
      return file;
    } catch (error) {
      await file?.close();
      throw error;
    }
  } finally {
    await reading.close();
  }
}

function writable(mode: number): number {
  return mode | 0o200;
}

/**
 * Makes a new file. It gets its name when its content is on disk.
 * @throws the system's error; EEXIST if somebody else has just made one
 */
export async function makeNew(place: Place, content: Buffer, rights: Rights): Promise<Stats> {
  const { calls, folder, name } = place;
  const saved = await saveBeside(place, content, rights);
  try {
    await calls.link(folder.at(saved), folder.at(name)).catch(async (error: unknown) => {
      if (systemCode(error) === 'EEXIST') throw new Error(fileProblems.swapped);
      // Some file systems have no hard links.
      await calls.rename(folder.at(saved), folder.at(name));
    });
  } finally {
    await remove(place, saved);
  }
  return calls.lstat(folder.at(name));
}

/**
 * Removes what a killed delivery left beside a file, and finishes it if the file has a part of each content. No other delivery
 * to the file may be under way.
 */
export async function settle(place: Place): Promise<void> {
  const { calls, folder } = place;
  const modes: (readonly [name: string, saved: ReadOnly])[] = [];
  for (const name of await calls.readdir(folder.at('.'))) {
    if (!isLeftover(place, name)) continue;
    const found = await calls.lstat(folder.at(name));
    if (!found.isFile()) continue;
    // What somebody else left would say what keyturn writes. It may be a new file that got its owner before its name.
    const isOurs = calls.user === null || found.uid === calls.user;
    const saved = isOurs ? await savedIn(place, name, found) : null;
    if (saved !== null && 'mode' in saved) {
      modes.push([name, saved]);
      continue;
    }
    if (saved !== null && place.found?.isFile()) await finish(place, place.found, saved);
    await remove(place, name).catch((error: unknown) => {
      if (isOurs || systemCode(error) === null) throw error;
    });
  }
  // Last, because a file that is read-only again can't be finished.
  for (const [name, saved] of modes) {
    if (place.found?.isFile()) await restoreMode(place, place.found, saved);
    await remove(place, name);
  }
}

/** Whether a delivery to the file was killed, or is under way. The file may then have a part of each content. */
export async function isUnsettled(place: Place): Promise<boolean> {
  const { calls, folder } = place;
  return (await calls.readdir(folder.at('.'))).some((name) => isLeftover(place, name));
}

async function finish(place: Place, found: Stats, change: Change): Promise<void> {
  const file = await openToWrite(place, found);
  try {
    if (isTorn(await contentOf(file), change)) await writeOver(file, change.after);
  } finally {
    await file.close();
  }
}

/** Whether each byte is that of the old content or of the new one, or was never written. If not, somebody has edited the file. */
function isTorn(now: Buffer, { before, after }: Change): boolean {
  if (now.equals(before) || now.equals(after) || now.length > Math.max(before.length, after.length)) return false;
  return now.every((byte, index) => byte === before[index] || byte === after[index] || byte === 0);
}

/** Unless somebody has changed the mode since. */
async function restoreMode(place: Place, found: Stats, { mode }: ReadOnly): Promise<void> {
  if ((found.mode & 0o7777) !== writable(mode)) return;
  const file = await openFound(place, found, 'read');
  try {
    await file.chmod(mode);
  } finally {
    await file.close();
  }
}

/** null for what isn't complete: then the file itself was not touched. */
async function savedIn(place: Place, name: string, found: Stats): Promise<Change | ReadOnly | null> {
  try {
    const file = await openFound({ ...place, name }, found, 'read', largestSaved);
    try {
      const { before, after, mode } = JSON.parse(String(await contentOf(file)));
      if (typeof mode === 'number') return { mode };
      return { before: Buffer.from(before, 'base64'), after: Buffer.from(after, 'base64') };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCode(error) !== null) throw error;
    return null;
  }
}

/** Saves a hidden file that only this user can read, unless others get rights. @returns its name */
async function saveBeside(place: Place, content: Buffer | string, rights: Rights | null = null): Promise<string> {
  const { calls, folder } = place;
  const name = `${hiddenStart(place)}${randomBytes(6).toString('hex')}`;
  const file = await calls.open(folder.at(name), flags.create, 0o600);
  try {
    await writeOver(file, Buffer.from(content));
    if (rights) await giveRights(file, rights);
    await syncFolderOf(place);
  } catch (error) {
    await remove(place, name);
    throw error;
  } finally {
    await file.close();
  }
  return name;
}

async function giveRights(file: OpenFile, { uid, gid, mode }: Rights): Promise<void> {
  const own = await file.stat();
  if (uid !== null || gid !== null) await file.chown(uid ?? own.uid, gid ?? own.gid);
  if (mode !== null) await file.chmod(mode);
  await file.sync();
}

async function remove(place: Place, name: string): Promise<void> {
  const { calls, folder } = place;
  await calls.unlink(folder.at(name)).catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw error;
  });
  await syncFolderOf(place);
}

/** The file's own name may be as long as a name can be. */
function hiddenStart({ name }: Place): string {
  return `.keyturn-${createHash('sha256').update(name).digest('hex').slice(0, 16)}-`;
}

/** Earlier versions left visible files. */
function isLeftover(place: Place, name: string): boolean {
  if (name.startsWith(hiddenStart(place))) return true;
  return name.startsWith(`${place.name}.`) && /^\d+-[0-9a-f]{8}\.tmp$/.test(name.slice(place.name.length + 1));
}

function text(content: Buffer): string {
  return content.toString('base64');
}
