import { unescapeAt } from './text-literal.ts';

const anyText = Symbol('%');
const anyCharacter = Symbol('_');
type Part = string | typeof anyText | typeof anyCharacter;

/**
 * Whether a text matches a LIKE pattern, letter case aside. The pattern comes as it stands between its quotes; a
 * backslash takes the meaning from `%` and `_`. Time grows with the product of both lengths at worst.
 */
export function likeTest(pattern: string): (text: string) => boolean {
  const parts = partsOf(pattern);
  const inner = parts.slice(1, -1);
  const isContains = parts.length >= 2 && parts[0] === anyText && parts.at(-1) === anyText;
  if (isContains && inner.every((part) => typeof part === 'string')) {
    const wanted = inner.join('');
    return (text) => text.toLowerCase().includes(wanted);
  }
  return (text) => matches(text.toLowerCase(), parts);
}

function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; ) {
    const { text, length } = unescapeAt(pattern, at);
    const isWildcard = length === 1;
    if (isWildcard && text === '%') parts.push(anyText);
    else if (isWildcard && text === '_') parts.push(anyCharacter);
    else parts.push(...text.toLowerCase());
    at += length;
  }
  return parts;
}

/** Goes back to the last `%` only, which is enough for wildcards. */
function matches(text: string, parts: readonly Part[]): boolean {
  const characters = [...text];
  let at = 0;
  let part = 0;
  let lastAny = -1;
  let resumeAt = 0;
  while (at < characters.length) {
    const wanted = parts[part];
    if (wanted === anyText) {
      lastAny = part;
      resumeAt = at;
      part += 1;
    } else if (wanted === anyCharacter || (wanted !== undefined && wanted === characters[at])) {
      at += 1;
      part += 1;
    } else if (lastAny >= 0) {
      resumeAt += 1;
      at = resumeAt;
      part = lastAny + 1;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === anyText);
}
