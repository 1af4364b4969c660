const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that prints as `[secret]` wherever it is interpolated, logged, inspected or serialised.
 * `reveal()` is the only way to its text, so that every place which reads one can be found by that word.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  /** Compares without putting either text anywhere. */
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
