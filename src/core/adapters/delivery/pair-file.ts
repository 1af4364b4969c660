import type { Stats } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Delivered, Pair } from '../../model/app.ts';
import { type FileCautions, noCautions } from '../../model/file-cautions.ts';
import type { fileOf } from '../../model/new-file-access.ts';
import { outsideText } from '../../plain/outside-text.ts';
import { cautionWords } from '../../words/deliveries.ts';
import { fileProblems, systemProblems } from '../../words/file-problems.ts';
import { contentOf, type FileCalls } from '../file-calls.ts';
import { isSameFile } from '../path-walk.ts';
import { rightsOf } from './owner-ids.ts';
import { checkFormat, holdsOtherLines, holdsOthers, holdsPair, keyIn, withoutPair, withPair } from './pair-content.ts';
import { atPlace, isOwnReadOnly, openFound, type Place, refuseSwapped, requireWritableFolder } from './place.ts';
import { isUnsettled, makeNew, openToWrite, rewrite, settle } from './rewrite.ts';

/** Files and folders of keyturn, which are never a target, and the system calls. */
export interface FileTargets {
  readonly own: readonly string[];
  readonly calls: FileCalls;
}

type Target = ReturnType<typeof fileOf>;

/**
 * Writes both values into an env file, or into a JSON file if the name ends in `.json`. An existing file stays the same file and
 * keeps all its other bytes; a new one has mode 0600, or the rights that the target names. Resolves with null once the same path was read back with the same rights.
 * @throws the system's error, or one that says why; the file then has its old content
 */
export function deliverToFile({ own, calls }: FileTargets, { path, access }: Target, pair: Pair): Promise<null> {
  return atPlace(calls, path, async (place) => {
    await refuseOwn(place, own);
    await settle(place);
    await atPlace(calls, path, async (now) => refuseSwapped(place, now));
    const { found, name } = place;
    const written = found
      ? await editFound(place, found, (before) => withPair(name, before, pair))
      : await addNew(place, access, pair);
    await readBack(calls, path, written);
    return null;
  });
}

/**
 * Removes both values from a file, if its key is one of these. It stays the same file and keeps all its other bytes.
 * @throws the system's error, or one that says why; the file then has its old content
 */
export function removeFromFile({ own, calls }: FileTargets, path: string, keys: readonly string[]): Promise<null> {
  return atPlace(calls, path, async (place) => {
    await refuseOwn(place, own);
    await settle(place);
    await atPlace(calls, path, async (now) => refuseSwapped(place, now));
    const { found, name } = place;
    if (!found) return null;
    const written = await editFound(place, found, (before) => withoutPair(name, before, keys) ?? before);
    await readBack(calls, path, written);
    return null;
  });
}

/** Whether a file has credentials with one of these keys. @throws the system's error, or one with a sentence */
export function hasKeyOf({ own, calls }: FileTargets, path: string, keys: readonly string[]): Promise<boolean> {
  return atPlace(calls, path, async (place) => {
    await refuseOwn(place, own);
    const { found, name } = place;
    return found !== null && withoutPair(name, await read(place, found), keys) !== null;
  });
}

/**
 * Whether a file has credentials whose key is none of these. A file that a killed delivery left half written has none: its
 * content counts once it is settled.
 * @throws the system's error, or one with a sentence
 */
export function hasOtherKey(
  { calls }: Pick<FileTargets, 'calls'>,
  path: string,
  keys: readonly string[],
): Promise<boolean> {
  return atPlace(calls, path, async (place) => {
    const { found, name } = place;
    if (!found || (await isUnsettled(place))) return false;
    return holdsOthers(name, await read(place, found), keys);
  });
}

interface Written {
  readonly content: Buffer;
  readonly stats: Stats;
}

async function editFound(place: Place, found: Stats, edit: (before: Buffer) => Buffer): Promise<Written> {
  const file = await openToWrite(place, found);
  try {
    const before = await contentOf(file);
    const content = edit(before);
    if (content.equals(before)) await file.sync();
    else await rewrite(place, file, { before, after: content });
    return { content, stats: found };
  } finally {
    await file.close();
  }
}

async function addNew(place: Place, access: Target['access'], pair: Pair): Promise<Written> {
  const content = withPair(place.name, null, pair);
  return { content, stats: await makeNew(place, content, await rightsOf(place.calls, access)) };
}

/** @throws Error unless the path now leads to this content, in the same file, with the same owner, group and mode */
function readBack(calls: FileCalls, path: string, { content, stats }: Written): Promise<void> {
  return atPlace(calls, path, async (place) => {
    const { found } = place;
    const isKept =
      found !== null &&
      isSameFile(found, stats) &&
      found.uid === stats.uid &&
      found.gid === stats.gid &&
      found.mode === stats.mode;
    if (!isKept || !content.equals(await read(place, found))) throw new Error(fileProblems.readBack);
  });
}

/** @throws the system's error, or an error with a sentence, if the file couldn't be written */
export function inspectFile({ own, calls }: FileTargets, { path, access }: Target): Promise<void> {
  return atPlace(calls, path, async (place) => {
    const { found, name } = place;
    await refuseOwn(place, own);
    if (found) {
      const file = await openFound(place, found, 'write').catch((error: unknown) => {
        if (isOwnReadOnly(place, found, error)) return openFound(place, found, 'read');
        throw error;
      });
      try {
        checkFormat(name, await contentOf(file));
      } finally {
        await file.close();
      }
    }
    if (!found) await rightsOf(calls, access);
    await requireWritableFolder(place);
  });
}

/** @throws the system's error, or an error with a sentence, if the file can't be read */
export function cautionsOf(
  { calls }: FileTargets,
  path: string,
  isKnown: (consumerKey: string) => boolean,
): Promise<FileCautions> {
  return atPlace(calls, path, async (place) => {
    const { found, name } = place;
    if (!found) return noCautions;
    const isOpen = calls.user !== null && (found.mode & 0o006) !== 0;
    const content = await read(place, found);
    const key = (await isUnsettled(place)) ? null : keyIn(name, content);
    return {
      open: isOpen
        ? { problem: outsideText(cautionWords.open(path, found.mode)), cure: outsideText(cautionWords.close(path)) }
        : null,
      content: holdsOtherLines(name, content) ? outsideText(cautionWords.content(path)) : null,
      others: key === null || isKnown(key) ? null : outsideText(cautionWords.others(path, key)),
    };
  });
}

/** @throws the system's error, or an error with a sentence, unless a reader of the file gets these credentials */
export function recheckFile({ calls }: FileTargets, path: string, pair: Delivered): Promise<void> {
  return atPlace(calls, path, async (place) => {
    const { found, name } = place;
    if (!found) throw new Error(systemProblems.ENOENT);
    if (!holdsPair(name, await read(place, found), pair)) throw new Error(fileProblems.noLonger);
  });
}

/** The consumer key that a reader of the file gets; null without one. @throws the system's error, or an error with a sentence */
export function keyInFile({ calls }: FileTargets, path: string): Promise<string | null> {
  return atPlace({ ...calls, isBound: false }, path, async (place) => {
    const { found, name } = place;
    return found ? keyIn(name, await read(place, found)) : null;
  });
}

/** The path without links, and the file's number, which its hard links share. */
export async function placesOf({ calls }: FileTargets, path: string): Promise<readonly string[]> {
  try {
    // Hundreds may be compared at once, so none is kept open.
    return await atPlace({ ...calls, isBound: false }, path, async ({ path: real, found }) =>
      found ? [real, `${found.dev}:${found.ino}`] : [real],
    );
  } catch {
    // It can't be delivered to, and the delivery says why.
    return [path];
  }
}

/** Finishes or removes what a killed delivery left. */
export function settleFile({ own, calls }: FileTargets, path: string): Promise<void> {
  return atPlace(calls, path, async (place) => {
    await refuseOwn(place, own);
    await settle(place);
  });
}

async function read(place: Place, found: Stats): Promise<Buffer> {
  const file = await openFound(place, found, 'read');
  try {
    return await contentOf(file);
  } finally {
    await file.close();
  }
}

async function refuseOwn({ path }: Place, own: readonly string[]): Promise<void> {
  for (const each of own) {
    const kept = await realpath(each).catch(() => each);
    if (path === kept || path.startsWith(kept + sep)) throw new Error(fileProblems.ofKeyturn);
  }
}
