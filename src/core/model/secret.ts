import { knowSecret } from '../plain/known-secrets.ts';

const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that prints as `[secret]` when it is interpolated, logged, inspected or serialized. Only `reveal()` returns its
 * text, so every place that reads a secret can be found by that word. Text from outside is shown without it (`outsideText`).
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    knowSecret(text);
  }

  reveal(): string {
    return this.#text;
  }

  /** Compares without exposing either text. */
  equals(other: Secret): boolean {
    return this.#text === other.#text;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect](): string {
    return '[secret]';
  }
}
