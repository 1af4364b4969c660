import type { Delivered, Pair } from '../../model/app.ts';
import { envValue, fitsOneLine } from '../../plain/credential.ts';
import { fileProblems } from '../../words/file-problems.ts';
import { byteOrderMark, textOf, withoutMark } from '../text-of.ts';

const keyName = 'SALESFORCE_CONSUMER_KEY';
const secretName = 'SALESFORCE_CONSUMER_SECRET';

/** Newer than TypeScript's library. */
const { rawJSON } = JSON as unknown as { rawJSON(source: string): unknown };

/**
 * The content of a file with both values in it: JSON if the name ends in `.json`, otherwise an env file. All other bytes stay.
 * @param before null for a new file
 * @throws Error with a sentence if the content isn't of that format
 */
export function withPair(name: string, before: Buffer | null, { consumerKey, consumerSecret }: Pair): Buffer {
  return edited(name, before, { [keyName]: consumerKey, [secretName]: consumerSecret.reveal() });
}

/** @throws Error with a sentence if credentials can't be written into this content */
export function checkFormat(name: string, content: Buffer | null): void {
  edited(name, content, {});
}

/** Whether a reader of this content gets these credentials. */
export function holdsPair(name: string, content: Buffer, { consumerKey, consumerSecret }: Delivered): boolean {
  const values = valuesOf(name, content);
  const isSecret = consumerSecret === undefined || values[secretName] === consumerSecret.reveal();
  return values[keyName] === consumerKey && isSecret;
}

/** What a reader of the content gets. */
function valuesOf(name: string, content: Buffer): Readonly<Record<string, unknown>> {
  return isJson(name) ? jsonOf(textOf(content).trim() || '{}') : Object.fromEntries(assignments(content));
}

/**
 * Whether the content has credentials, or a part of them, whose key is none of these.
 * @throws Error with a sentence if the content isn't of that format
 */
export function holdsOthers(name: string, content: Buffer, keys: readonly string[]): boolean {
  const { [keyName]: key = '', [secretName]: secret = '' } = valuesOf(name, content);
  return (key !== '' || secret !== '') && !keys.some((one) => one === key);
}

/** The consumer key in the content; null without one. @throws Error with a sentence if the content isn't of that format */
export function keyIn(name: string, content: Buffer): string | null {
  const { [keyName]: key } = valuesOf(name, content);
  return typeof key === 'string' && key !== '' ? key : null;
}

/**
 * The content without both values. All other bytes stay, except that JSON is written anew. Null if its key is none of these.
 * @throws Error with a sentence if the content isn't of that format
 */
export function withoutPair(name: string, before: Buffer, keys: readonly string[]): Buffer | null {
  if (isJson(name)) return withoutFields(textOf(before), keys);
  if (before.includes(0)) throw new Error(fileProblems.notText);
  // The last line of a name is the one that counts.
  if (!keys.includes(Object.fromEntries(assignments(before))[keyName] ?? '')) return null;
  const [mark, text] = linesIn(before);
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const kept = lines.filter((line) => ![keyName, secretName].includes(assignment.exec(line.trimEnd())?.[2] ?? ''));
  return Buffer.from(`${mark}${kept.join('')}`, 'latin1');
}

function withoutFields(text: string, keys: readonly string[]): Buffer | null {
  const { [keyName]: key, [secretName]: _secret, ...rest } = text.trim() ? jsonOf(text) : {};
  return keys.some((one) => one === key) ? Buffer.from(jsonText(text, rest)) : null;
}

const markOfBytes = Buffer.from(byteOrderMark).toString('latin1');

/** The byte order mark of an env file, and the rest. It is edited byte by byte: `latin1` keeps what isn't UTF-8. */
function linesIn(content: Buffer): readonly [mark: string, text: string] {
  const text = content.toString('latin1');
  return text.startsWith(markOfBytes) ? [markOfBytes, text.slice(markOfBytes.length)] : ['', text];
}

function edited(name: string, before: Buffer | null, values: Values): Buffer {
  if (isJson(name)) return Buffer.from(withJson(before && textOf(before), values));
  if (before?.includes(0)) throw new Error(fileProblems.notText);
  const [mark, text] = before ? linesIn(before) : ['', null];
  return Buffer.from(`${mark}${withLines(text, values)}`, 'latin1');
}

function isJson(name: string): boolean {
  return name.toLowerCase().endsWith('.json');
}

type Values = Readonly<Record<string, string>>;

/** Numbers keep their digits: not every one of them fits into a JavaScript number. */
function asWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? rawJSON(context.source) : value;
}

function withJson(before: string | null, values: Values): string {
  const text = before?.trim() ? before : '{}';
  return jsonText(text, { ...jsonOf(text), ...values });
}

/** In the indentation of the text that it replaces, and with its byte order mark. */
function jsonText(text: string, content: object): string {
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
  const indent = /^\{\s*?\n(\s+)"/.exec(withoutMark(text))?.[1] ?? 2;
  return `${mark}${JSON.stringify(content, null, indent)}\n`;
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(withoutMark(text), asWritten);
  } catch {
    throw new Error(fileProblems.notJson);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new Error(fileProblems.notJsonObject);
  return content as Readonly<Record<string, unknown>>;
}

const assignment = /^(\s*(?:export\s+)?)([A-Za-z_]\w*)\s*=(.*)$/;

/** Replaces the line of each value and keeps `export`. A value without a line is added at the end. */
function withLines(before: string | null, values: Values): string {
  const end = before?.includes('\r\n') ? '\r\n' : '\n';
  const lines = before ? before.split(/\r?\n/) : [];
  if (lines.at(-1) === '') lines.pop();
  const left = new Map(Object.entries(values));
  const kept = lines.flatMap((line) => {
    const [, start = '', name = ''] = assignment.exec(line) ?? [];
    if (!Object.hasOwn(values, name)) return [line];
    // A second line of the same name would override the first with the old value.
    if (!left.has(name)) return [];
    left.delete(name);
    return [`${start}${name}=${lineValue(values[name] ?? '')}`];
  });
  return [...kept, ...[...left].map(([name, value]) => `${name}=${lineValue(value)}`), ''].join(end);
}

/** @throws Error with a sentence if the value would end its line, or its quotes */
function lineValue(value: string): string {
  if (value !== '' && !fitsOneLine(value)) throw new Error(fileProblems.unfit);
  return envValue(value);
}

/** Names and values as a reader of an env file sees them. Other tools may have put the values into quotes. */
function assignments(content: Buffer): readonly (readonly [string, string])[] {
  return linesIn(content)[1]
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, , name, value = ''] = assignment.exec(line) ?? [];
      return name === undefined ? [] : [[name, value.trim().replace(/^(["'])(.*)\1$/, '$2')] as const];
    });
}

/** Whether an env file has lines that no env file has. A JSON file has none. */
export function holdsOtherLines(name: string, content: Buffer): boolean {
  if (isJson(name)) return false;
  const lines = linesIn(content)[1].split(/\r?\n/);
  return lines.some((line) => !/^\s*(?:$|[#;[]|(?:export\s+)?[\w.-]+\s*=)/.test(line));
}
