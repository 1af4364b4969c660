import { idKey } from '../plain/ids.ts';

export const nameKinds = ['user', 'org', 'host', 'app', 'consumer', 'id', 'address'] as const;
export type NameKind = (typeof nameKinds)[number];

/** Names of the same thing, such as the alias and the id of an org. */
export interface KnownNames {
  readonly kind: NameKind;
  readonly names: readonly string[];
}

/** A shorter name may be a part of a word. */
const shortest = 5;

/** Names that nobody listed, by their shape. */
const shapes: readonly (readonly [NameKind, RegExp])[] = [
  ['user', /[\w.+'-]+@[\w-]+(?:\.[\w-]+)+/g],
  ['host', /(?<=:\/\/)(?!127\.0\.0\.1\b|localhost\b|\[)[\w-]+(?:\.[\w-]+)+/gi],
  ['host', /\b(?:[\w-]+\.)+(?:salesforce|force|cloudforce|salesforce-sites|visualforce|documentforce)\.com\b/gi],
  ['org', /\b00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?\b/g],
  ['user', /\b005[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?\b/g],
  ['id', /\b(?=\w*[A-Za-z])[0-9][A-Za-z0-9]{14}(?:[A-Za-z0-9]{3})?\b/g],
  ['address', /\b(?!127\.0\.0\.1\b)\d{1,3}(?:\.\d{1,3}){3}\b/g],
];

/**
 * Replaces names by stand-ins such as `org-1`. The same name gets the same stand-in everywhere in one file, in the order of
 * `known`.
 */
export function createStandIns(known: readonly KnownNames[]): (text: string) => string {
  const numbers = new Map<string, string>();
  const counts = new Map<NameKind, number>();
  const standIn = (kind: NameKind, name: string) => {
    const key = `${kind} ${idKey(name).toLowerCase()}`;
    const found = numbers.get(key);
    if (found !== undefined) return found;
    const next = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, next);
    const made = `${kind}-${next}`;
    numbers.set(key, made);
    return made;
  };
  const listed = new Map<string, string>();
  for (const { kind, names } of known) {
    const [first, ...others] = names.filter((name) => name.trim() !== '' && !isOwnComputer(name));
    if (first === undefined) continue;
    const made = listed.get(first.toLowerCase()) ?? standIn(kind, first);
    for (const name of [first, ...others]) {
      if (!listed.has(name.toLowerCase())) listed.set(name.toLowerCase(), made);
      numbers.set(`${kind} ${idKey(name).toLowerCase()}`, made);
    }
  }
  const pattern = patternOf([...listed.keys()]);
  return (text) => {
    const named = pattern === null ? text : text.replace(pattern, (name) => listed.get(name.toLowerCase()) ?? name);
    return shapes.reduce((rest, [kind, shape]) => rest.replace(shape, (name) => standIn(kind, name)), named);
  };
}

function isOwnComputer(name: string): boolean {
  return name === '127.0.0.1' || name === 'localhost';
}

/** The longest name first, because a name may contain another. */
function patternOf(names: readonly string[]): RegExp | null {
  if (names.length === 0) return null;
  const parts = names
    .toSorted((one, other) => other.length - one.length)
    .map((name) => {
      const text = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
      return name.length < shortest ? `(?<![\\p{L}\\p{N}_-])${text}(?![\\p{L}\\p{N}_-])` : text;
    });
  return new RegExp(parts.join('|'), 'giu');
}
