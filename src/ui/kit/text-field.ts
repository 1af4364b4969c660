import { graphemes } from './line.ts';
import { clamp } from './window.ts';

/** Longer than any path or reason. Further characters are dropped. */
const longest = 2000;

/** A line of text with a cursor between its characters. */
export interface TextField {
  readonly characters: readonly string[];
  readonly cursor: number;
}

export type FieldAction =
  | { readonly kind: 'insert'; readonly text: string }
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'home' | 'end' | 'backspace' | 'delete' | 'clear' | 'erase-word' };

export function openField(text = ''): TextField {
  const characters = graphemes(text);
  return { characters, cursor: characters.length };
}

export function typedIn({ characters }: TextField): string {
  return characters.join('');
}

export function reduceField(field: TextField, action: FieldAction): TextField {
  const { characters, cursor } = field;
  switch (action.kind) {
    case 'insert':
      return insert(field, action.text);
    case 'move':
      return { characters, cursor: clamp(cursor + action.by, 0, characters.length) };
    case 'home':
      return { characters, cursor: 0 };
    case 'end':
      return { characters, cursor: characters.length };
    case 'backspace':
      return remove(field, cursor - 1, cursor);
    case 'delete':
      return remove(field, cursor, cursor + 1);
    case 'clear':
      return openField();
    case 'erase-word':
      return remove(field, wordBefore(field), cursor);
  }
}

function insert({ characters, cursor }: TextField, text: string): TextField {
  const room = longest - characters.length;
  const added = graphemes(oneLine(text)).slice(0, Math.max(0, room));
  return { characters: characters.toSpliced(cursor, 0, ...added), cursor: cursor + added.length };
}

/** Removes line breaks and control characters, as pasted text has them. */
export function oneLine(text: string): string {
  return text
    .replace(/[\r\n]+$/, '')
    .replace(/[\r\n\t]+/g, ' ')
    .replace(/[\x00-\x1f\x7f-\x9f]/g, '');
}

function remove({ characters, cursor }: TextField, from: number, to: number): TextField {
  const start = Math.max(0, from);
  return { characters: characters.toSpliced(start, to - start), cursor: Math.min(cursor, start) };
}

function wordBefore({ characters, cursor }: TextField): number {
  let start = cursor;
  while (start > 0 && characters[start - 1] === ' ') start -= 1;
  while (start > 0 && characters[start - 1] !== ' ') start -= 1;
  return start;
}
