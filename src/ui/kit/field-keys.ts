import type { Press } from './presses.ts';
import type { FieldAction } from './text-field.ts';

const byKey: Readonly<Partial<Record<string, FieldAction>>> = {
  left: { kind: 'move', by: -1 },
  right: { kind: 'move', by: 1 },
  home: { kind: 'home' },
  end: { kind: 'end' },
  backspace: { kind: 'backspace' },
  delete: { kind: 'delete' },
};

const byControl: Readonly<Partial<Record<string, FieldAction>>> = {
  a: { kind: 'home' },
  e: { kind: 'end' },
  u: { kind: 'clear' },
  w: { kind: 'erase-word' },
};

/** What a key does in a line of text, as in a shell; null when nothing. */
export function fieldActionOf(press: Press): FieldAction | null {
  if (press.kind === 'char') return { kind: 'insert', text: press.char };
  return (press.kind === 'key' ? byKey[press.name] : byControl[press.char]) ?? null;
}
