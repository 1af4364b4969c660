import { parseJson } from '../../plain/json.ts';
import { stateProblems } from '../../words/state-problems.ts';
import { RowUnreadable } from './sqlite-fault.ts';

/** An unvalidated row or JSON body from the state file. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws RowUnreadable */
export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : refuse(name);
}

/** @throws RowUnreadable */
export function textOrNull(fields: Fields, name: string): string | null {
  return fields[name] === null ? null : textIn(fields, name);
}

/** A whole number, e.g. epoch ms. @throws RowUnreadable */
export function numberIn(fields: Fields, name: string): number {
  const value = fields[name];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : refuse(name);
}

/** @throws RowUnreadable */
export function numberOrNull(fields: Fields, name: string): number | null {
  return fields[name] === null ? null : numberIn(fields, name);
}

/** @throws RowUnreadable */
export function flagIn(fields: Fields, name: string): boolean {
  const value = fields[name];
  return typeof value === 'boolean' ? value : refuse(name);
}

/** One of the given words. @throws RowUnreadable */
export function wordIn<Word extends string>(fields: Fields, name: string, words: readonly Word[]): Word {
  return words.find((word) => word === fields[name]) ?? refuse(name);
}

/** @throws RowUnreadable */
export function objectIn(fields: Fields, name: string): Fields {
  return asObject(fields[name]) ?? refuse(name);
}

/** @throws RowUnreadable */
export function objectOrNull(fields: Fields, name: string): Fields | null {
  return fields[name] === null ? null : objectIn(fields, name);
}

/** @throws RowUnreadable */
export function listIn(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  return Array.isArray(value) ? value : refuse(name);
}

/** @throws RowUnreadable */
export function textsIn(fields: Fields, name: string): readonly string[] {
  return listIn(fields, name).map((value) => (typeof value === 'string' ? value : refuse(name)));
}

/** A column with a JSON object. @throws RowUnreadable */
export function jsonIn(fields: Fields, name: string): Fields {
  return asObject(parseJson(textIn(fields, name))) ?? refuse(name);
}

function asObject(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function refuse(name: string): never {
  throw new RowUnreadable(stateProblems.value(name));
}
