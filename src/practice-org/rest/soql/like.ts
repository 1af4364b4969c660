import { unescapeAt } from './text-literal.ts';

/**
 * Tests whether a text matches a LIKE pattern, without case. The pattern is the text between the quotes, in which a
 * backslash escapes `%` and `_`.
 */
export function likeTest(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = piecesOf(pattern);
  const last = rest.pop();
  const ends = last === undefined ? '^$' : `${last}$`;
  const pieces = [`^${first}`, ...rest, ends].map((piece) => new RegExp(piece, 'u'));
  return (text) => {
    let left = text.toLowerCase();
    // Match each piece at its first fit, without backtracking. Otherwise a hostile pattern would take forever.
    return pieces.every((piece) => {
      const found = piece.exec(left);
      left = left.slice((found?.index ?? 0) + (found?.[0].length ?? 0));
      return found !== null;
    });
  };
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}

/** The pieces between `%` wildcards, as regular expressions. */
function piecesOf(pattern: string): string[] {
  const pieces = [''];
  for (let at = 0; at < pattern.length; ) {
    const { text, length } = unescapeAt(pattern, at);
    at += length;
    if (length === 1 && text === '%') pieces.push('');
    else pieces.push(`${pieces.pop()}${length === 1 && text === '_' ? '[^]' : literally(text.toLowerCase())}`);
  }
  return pieces;
}
