import { useState } from 'react';
import { isKey, type Press } from './presses.ts';
import { type FieldAction, openField, reduceField, type TextField, typedIn } from './text-field.ts';
import { useLiveReducer } from './use-live-reducer.ts';

export interface TypingWishes {
  readonly initial?: string | undefined;
  /** Shown under the field until something is typed. */
  readonly greeting?: string | null;
  /** Why the text is refused; null if it is accepted. */
  readonly check?: (text: string) => string | null;
  readonly onEnter: (text: string) => void;
  /** @param text what is in the field */
  readonly onEscape: (text: string) => void;
}

interface Typing {
  readonly field: TextField;
  /** Why the last Enter had no effect; null once something is typed. */
  readonly refusal: string | null;
  press(press: Press): void;
  paste(text: string): void;
}

/** One line of text to type. The typed text exists only here and disappears with the panel. */
export function useTyping({ initial, greeting = null, check = () => null, ...on }: TypingWishes): Typing {
  const { state: field, dispatch, read } = useLiveReducer(reduceField, () => openField(initial));
  const [refusal, setRefusal] = useState(greeting);
  const change = (action: FieldAction) => {
    dispatch(action);
    setRefusal(null);
  };
  const enter = (text: string) => {
    const problem = check(text);
    setRefusal(problem);
    if (problem === null) on.onEnter(text);
  };
  return {
    field,
    refusal,
    press: (press) => {
      if (isKey(press, 'enter')) return enter(typedIn(read()));
      if (isKey(press, 'escape')) return on.onEscape(typedIn(read()));
      const action = fieldActionOf(press);
      if (action) change(action);
    },
    paste: (text) => change({ kind: 'insert', text }),
  };
}

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

/** What a key does in a line of text, as in a shell; null if nothing. */
function fieldActionOf(press: Press): FieldAction | null {
  if (press.kind === 'char') return { kind: 'insert', text: press.char };
  return (press.kind === 'key' ? byKey[press.name] : byControl[press.char]) ?? null;
}
