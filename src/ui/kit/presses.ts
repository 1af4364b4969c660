import type { Key } from 'ink';

/** Ink's key names and keyturn's. */
const named = [
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
] as const satisfies readonly (readonly [keyof Key, string])[];

export type KeyName = (typeof named)[number][1];

/** One key press. */
export type Press =
  | { readonly kind: 'key'; readonly name: KeyName }
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'ctrl'; readonly char: string };

/** Whether the press is one of these keys (by name) or characters. */
export function isKey(press: Press, ...keys: readonly string[]): boolean {
  return press.kind !== 'ctrl' && keys.includes(press.kind === 'key' ? press.name : press.char);
}

/** Up or down by a row in a list that nothing is typed into; null for another key. */
export function rowsBy(press: Press): -1 | 1 | null {
  if (isKey(press, 'up', 'k')) return -1;
  return isKey(press, 'down', 'j') ? 1 : null;
}

const controls: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

/** Control characters number the letters from 1. */
const letterBeforeA = 'a'.charCodeAt(0) - 1;

/** Splits one input of Ink into presses: fast typing and tmux's `send-keys` arrive as one chunk. */
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
