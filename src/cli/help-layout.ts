import { fold } from '../core/plain/fold.ts';

/** The columns of a help text. */
export const widest = 80;
const gap = 2;

/** A heading and two columns, of which the second is folded; nothing if there are no entries. */
export function section(title: string, entries: readonly (readonly [string, string])[]): readonly string[] {
  if (entries.length === 0) return [];
  const first = Math.max(...entries.map(([name]) => name.length)) + gap;
  const lines = entries.flatMap(([name, words]) =>
    fold(words, widest - gap - first).map((line, at) => `  ${(at === 0 ? name : '').padEnd(first)}${line}`.trimEnd()),
  );
  return [title, ...lines];
}
