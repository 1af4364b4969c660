import { plainText } from './text.ts';

/** Everything that could begin markup, HTML, a link, a table cell or an emoji; a colon only where no space follows it. */
const markup = /[\\`*_[\]<>|#~!&$^]|:(?=\S)/g;

/** Untrusted text inside a Markdown line or table cell: it stays text, on one line, and not longer than `max` characters. */
export function markdownText(untrusted: string, max = 200): string {
  return beginningAsText(escaped(plainText(untrusted, max)));
}

/**
 * A sentence of keyturn: its commands become code, to be copied as they are; all else stays text. Whatever others named in it
 * has to come without backticks (`withoutCode`).
 */
export function markdownSentence(sentence: string, max = 700): string {
  const parts = plainText(sentence, max).split(/(`keyturn\b[^`]*`)/);
  return beginningAsText(parts.map((part, index) => (index % 2 === 1 ? part : escaped(part))).join(''));
}

/** A name that stands in such a sentence, and must not pass for a command there. */
export function withoutCode(untrusted: string, max = 200): string {
  return plainText(untrusted, max).replaceAll('`', '’');
}

function escaped(text: string): string {
  return text.replace(markup, '\\$&').replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`);
}

/** At the beginning of a line these would make a list of it. */
function beginningAsText(text: string): string {
  return text.replace(/^[-+=]/, '\\$&').replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** A table; every cell is Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)];
}

/** `2027-03-01 12:00:02.400` */
export function shown(instant: string): string {
  return instant.replace('T', ' ').replace('Z', '');
}
