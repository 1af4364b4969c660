/** The columns of a help text. */
const widest = 80;
const gap = 2;

/** Breaks a text at spaces. */
export function fold(text: string, width = widest): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A heading and two columns, of which the second is folded; nothing if there are no entries. */
export function section(title: string, entries: readonly (readonly [string, string])[]): readonly string[] {
  if (entries.length === 0) return [];
  const first = Math.max(...entries.map(([name]) => name.length)) + gap;
  const lines = entries.flatMap(([name, words]) =>
    fold(words, widest - gap - first).map((line, at) => `  ${(at === 0 ? name : '').padEnd(first)}${line}`.trimEnd()),
  );
  return [title, ...lines];
}
