import { afterEach } from 'vitest';

/** What programs of the current test said that isn't true. */
export const falsehoods = new Map<string, string>();

/** Fails each test during which a program said something false. */
export function failOnFalsehoods(): void {
  afterEach(() => {
    const all = [...falsehoods.values()];
    falsehoods.clear();
    if (all.length > 0) throw new Error(`Texts that are not true:\n${all.join('\n')}`);
  });
}
