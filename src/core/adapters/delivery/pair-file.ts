import { constants } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Pair } from '../../model/app.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { writeDurably } from '../durable-file.ts';
import { systemCode } from '../file-problem.ts';

const keyName = 'SALESFORCE_CONSUMER_KEY';
const secretName = 'SALESFORCE_CONSUMER_SECRET';
/** A larger file is not a settings file. */
const largestFile = 1024 * 1024;

/**
 * Writes both values into an env file, or into a JSON file if the name ends in `.json`. The file is replaced atomically, with
 * mode 0600 and all other content unchanged. Resolves with null once the values were read back, otherwise with the problem.
 * @throws the system's error, or one that says why the file was left unchanged
 */
export async function deliverToFile(path: string, pair: Pair): Promise<string | null> {
  const real = await realPath(path);
  const before = await readBounded(real);
  const values = { [keyName]: pair.consumerKey, [secretName]: pair.consumerSecret.reveal() };
  const content = isJson(path) ? withJson(before, values) : withLines(before, values);
  await writeDurably({ path: real, content });
  const readBack = await readFile(real, 'utf8');
  return readBack === content ? null : fileProblems.readBack;
}

/** @throws the system's error, or an error with a sentence, if the file couldn't be written */
export async function inspectFile(path: string): Promise<void> {
  const real = await realPath(path);
  const before = await readBounded(real);
  if (isJson(path)) withJson(before, {});
  await access(dirname(real), constants.W_OK);
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

async function readBounded(path: string): Promise<string | null> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Error(fileProblems.notRegular);
    if (found.size > largestFile) throw new Error(fileProblems.tooLarge);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function isJson(path: string): boolean {
  return path.toLowerCase().endsWith('.json');
}

type Values = Readonly<Record<string, string>>;

function withJson(before: string | null, values: Values): string {
  const text = before?.trim() ? before : '{}';
  const indent = /^\{\s*?\n(\s+)"/.exec(text)?.[1] ?? 2;
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
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
