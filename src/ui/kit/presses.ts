import type { Key } from 'ink';

export type KeyName =
  | 'enter'
  | 'escape'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'pageUp'
  | 'pageDown'
  | 'home'
  | 'end'
  | 'tab'
  | 'backspace'
  | 'delete';

/** One key press. */
export type Press =
  | { readonly kind: 'key'; readonly name: KeyName }
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'ctrl'; readonly char: string };

const named: readonly (readonly [keyof Key, KeyName])[] = [
  ['return', 'enter'],
  ['escape', 'escape'],
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageUp'],
  ['pageDown', 'pageDown'],
  ['home', 'home'],
  ['end', 'end'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

const controls: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

/** Control characters count the letters from 1 on. */
const letterBeforeA = 'a'.charCodeAt(0) - 1;

/** What Ink reports as one input may be several presses: fast typing and `send-keys` arrive as one chunk. */
export function toPresses(input: string, key: Key): readonly Press[] {
  if (key.eventType === 'release') return [];
  for (const [flag, name] of named) if (key[flag]) return [{ kind: 'key', name }];
  if (key.ctrl) return input === '' ? [] : [{ kind: 'ctrl', char: input }];
  if (key.meta) return [];
  return Array.from(input).flatMap(toPress);
}

function toPress(char: string): readonly Press[] {
  const name = controls[char];
  if (name) return [{ kind: 'key', name }];
  if (char >= ' ') return [{ kind: 'char', char }];
  const letter = char.charCodeAt(0) + letterBeforeA;
  return letter > letterBeforeA && letter <= letterBeforeA + 26
    ? [{ kind: 'ctrl', char: String.fromCharCode(letter) }]
    : [];
}
