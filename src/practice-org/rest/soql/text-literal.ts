const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** The character at a position of a literal, unescaped, and its length in the literal. */
export function unescapeAt(literal: string, at: number): { text: string; length: number } {
  const character = literal[at] ?? '';
  if (character !== '\\' || at + 1 >= literal.length) return { text: character, length: 1 };
  const next = literal[at + 1] ?? '';
  const code = /^u([0-9a-fA-F]{4})/.exec(literal.slice(at + 1, at + 6))?.[1];
  if (code) return { text: String.fromCharCode(Number.parseInt(code, 16)), length: 6 };
  return { text: escapes[next.toLowerCase()] ?? next, length: 2 };
}

/** The text between the quotes of a literal, with its escapes. */
export function withoutQuotes(literal: string): string {
  return literal.replace(/^'/, '').replace(/'$/, '');
}

/** The unescaped text of a quoted literal. */
export function textOfLiteral(literal: string): string {
  const inner = withoutQuotes(literal);
  let text = '';
  for (let at = 0; at < inner.length; ) {
    const step = unescapeAt(inner, at);
    text += step.text;
    at += step.length;
  }
  return text;
}
