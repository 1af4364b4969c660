import { plainText } from './text.ts';

/** Everything that can start markup, HTML, a link, a table cell or an emoji. A colon counts only if no space follows. */
const markup = /[\\`*_[\]<>|#~!&$^]|:(?=\S)/g;

/** Untrusted text for a Markdown line or table cell: it stays plain text on one line, at most `max` characters. */
export function markdownText(untrusted: string, max = 200): string {
  return beginningAsText(escaped(plainText(untrusted, max)));
}

/**
 * A sentence of keyturn. Its commands become code that can be copied; everything else stays text. Untrusted names in it must
 * have no backticks (`withoutCode`).
 */
export function markdownSentence(sentence: string, max = 700): string {
  const parts = plainText(sentence, max).split(/(`keyturn\b[^`]*`)/);
  return beginningAsText(parts.map((part, index) => (index % 2 === 1 ? part : escaped(part))).join(''));
}

/** An untrusted name for such a sentence, without backticks, so that it can't look like a command. */
export function withoutCode(untrusted: string, max = 200): string {
  return plainText(untrusted, max).replaceAll('`', "'");
}

/** What GitHub and other viewers make a link of, also where its characters are escaped: only code is safe, and can be copied. */
const addresses = (() => {
  const part = String.raw`[\p{L}\p{N}_-]+`;
  const web = String.raw`(?:[a-z][a-z0-9+.-]*:)?//[^\s\x60<>"'()[\]|]+`;
  const mail = String.raw`[\p{L}\p{N}_][\p{L}\p{N}_.+'-]*@${part}(?:\.${part})+`;
  const host = String.raw`(?<![\p{L}\p{N}_@./\\-])(?:${part}\.)+\p{L}{2,}(?![\p{L}\p{N}_@-])`;
  return new RegExp(`(${web}|${mail}|${host})`, 'giu');
})();

function escaped(text: string): string {
  const parts = text.split(addresses);
  return parts.map((part, index) => (index % 2 === 1 ? `\`${part}\`` : escapedText(part))).join('');
}

function escapedText(text: string): string {
  return text.replace(markup, '\\$&').replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`);
}

/** Escapes characters that would start a list at the beginning of a line. */
function beginningAsText(text: string): string {
  return text.replace(/^[-+=]/, '\\$&').replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** A table. Its cells are already Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)];
}

/** `2027-03-01 12:00:02.400` */
export function shown(instant: string): string {
  return instant.replace('T', ' ').replace('Z', '');
}
