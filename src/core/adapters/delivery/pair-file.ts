import { constants, type Stats } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import type { Pair } from '../../model/app.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { writeDurably } from '../durable-file.ts';
import { systemCode } from '../file-problem.ts';

const keyName = 'SALESFORCE_CONSUMER_KEY';
const secretName = 'SALESFORCE_CONSUMER_SECRET';
/** A larger file is not a settings file. */
const largestFile = 1024 * 1024;

/**
 * Writes both values into an env file, or into a JSON file if the name ends in `.json`. The file is replaced atomically. Its owner,
 * group, mode and all other bytes stay; a new file has mode 0600. Resolves with null once the values were read back, otherwise with
 * the problem.
 * @param own files and folders of keyturn, which are never a target
 * @throws the system's error, or one that says why the file was left unchanged
 */
export async function deliverToFile(path: string, pair: Pair, own: readonly string[] = []): Promise<string | null> {
  const { real, before, access } = await targetAt(path, own);
  const values = { [keyName]: pair.consumerKey, [secretName]: pair.consumerSecret.reveal() };
  const content = edited(path, before, values);
  await writeDurably({ path: real, content, access });
  return content.equals(await readFile(real)) ? null : fileProblems.readBack;
}

/** @throws the system's error, or an error with a sentence, if the file couldn't be written */
export async function inspectFile(path: string, own: readonly string[] = []): Promise<void> {
  const { real, before, access: found } = await targetAt(path, own);
  edited(path, before, {});
  await access(dirname(real), constants.W_OK);
  if (found !== null && !mayKeepOwner(found)) throw new Error(fileProblems.keepsOwner);
}

/** Only root may give a file to another user, or to a group that it isn't in. */
function mayKeepOwner({ uid, gid }: Stats): boolean {
  const self = process.getuid?.();
  if (self === undefined || self === 0) return true;
  return uid === self && (gid === process.getgid?.() || (process.getgroups?.() ?? []).includes(gid));
}

async function targetAt(path: string, own: readonly string[]) {
  const real = await realPath(path);
  for (const each of own) {
    const place = await realPath(each).catch(() => each);
    if (real === place || real.startsWith(place + sep)) throw new Error(fileProblems.ofKeyturn);
  }
  return { real, ...(await readBounded(real)) };
}

/** The new bytes. An env file is edited byte by byte: `latin1` keeps what isn't UTF-8. */
function edited(path: string, before: Buffer | null, values: Values): Buffer {
  if (isJson(path)) return Buffer.from(withJson(before?.toString('utf8') ?? null, values));
  if (before?.includes(0)) throw new Error(fileProblems.notText);
  return Buffer.from(withLines(before?.toString('latin1') ?? null, values), 'latin1');
}

/** Follows links, so that the target is replaced and not the link. */
async function realPath(path: string): Promise<string> {
  if (!isAbsolute(path)) throw new Error(fileProblems.notAbsolute);
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    return join(await realFolder(dirname(path)), basename(path));
  }
}

async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    throw systemCode(error) === 'ENOENT' ? new Error(fileProblems.noFolder(path)) : error;
  }
}

async function readBounded(path: string): Promise<{ before: Buffer | null; access: Stats | null }> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Error(fileProblems.notRegular);
    if (found.size > largestFile) throw new Error(fileProblems.tooLarge);
    return { before: await readFile(path), access: found };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { before: null, access: null };
    throw error;
  }
}

function isJson(path: string): boolean {
  return path.toLowerCase().endsWith('.json');
}

type Values = Readonly<Record<string, string>>;

/** Newer than TypeScript's library. */
const { rawJSON } = JSON as unknown as { rawJSON(source: string): unknown };

/** Numbers keep their digits: not every one of them fits into a JavaScript number. */
function asWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? rawJSON(context.source) : value;
}

function withJson(before: string | null, values: Values): string {
  const text = before?.trim() ? before : '{}';
  const indent = /^\{\s*?\n(\s+)"/.exec(text)?.[1] ?? 2;
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''), asWritten);
  } catch {
    throw new Error(fileProblems.notJson);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new Error(fileProblems.notJsonObject);
  return `${JSON.stringify({ ...content, ...values }, null, indent)}\n`;
}

/** Replaces the line of each value and keeps `export`. A value without a line is added at the end. */
function withLines(before: string | null, values: Values): string {
  const end = before?.includes('\r\n') ? '\r\n' : '\n';
  const lines = before ? before.split(/\r?\n/) : [];
  if (lines.at(-1) === '') lines.pop();
  const left = new Map(Object.entries(values));
  const kept = lines.flatMap((line) => {
    const found = /^(\s*(?:export\s+)?)([A-Za-z_]\w*)\s*=/.exec(line);
    const name = found?.[2] ?? '';
    if (!Object.hasOwn(values, name)) return [line];
    // A second line of the same name would override the first with the old value.
    if (!left.has(name)) return [];
    left.delete(name);
    return [`${found?.[1] ?? ''}${name}=${values[name]}`];
  });
  return [...kept, ...[...left].map(([name, value]) => `${name}=${value}`), ''].join(end);
}
