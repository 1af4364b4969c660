import { fold } from '../core/plain/fold.ts';

/** The columns of a help text, unless the terminal has fewer. */
export const widest = 80;
const gap = 2;
/** With less room beside the names, the words stand below them. */
const leastWords = 24;
const indent = 6;

/** A heading and two columns, of which the second is folded; nothing if there are no entries. */
export function section(
  title: string,
  entries: readonly (readonly [string, string])[],
  width: number = widest,
): readonly string[] {
  if (entries.length === 0) return [];
  const first = Math.max(...entries.map(([name]) => name.length)) + gap;
  const room = width - gap - first;
  const lines = entries.flatMap(([name, words]) =>
    room < leastWords
      ? [`  ${name}`, ...fold(words, width - indent).map((line) => `${' '.repeat(indent)}${line}`.trimEnd())]
      : fold(words, room).map((line, at) => `  ${(at === 0 ? name : '').padEnd(first)}${line}`.trimEnd()),
  );
  return [title, ...lines];
}
