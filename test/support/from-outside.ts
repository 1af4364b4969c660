import type { CleanText } from '../../src/core/plain/outside-text.ts';

/** The same type with ordinary strings in place of text that passed the gate. */
export type Plain<Value> = Value extends CleanText
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : Value extends (...given: never[]) => unknown
      ? Value
      : Value extends object
        ? { [Name in keyof Value]: Plain<Value[Name]> }
        : Value;

/** What an adapter passes on, for a test that stands in for one. */
export function fromOutside(text: string): CleanText {
  return text as CleanText;
}

/** The same for a whole value. */
export function allFromOutside<Value>(value: Plain<Value>): Value {
  return value as Value;
}
