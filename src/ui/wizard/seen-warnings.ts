/** The warnings of reviews that were on the screen, so that nobody must scroll to the same ones twice. */
export interface SeenWarnings {
  has(warnings: readonly string[]): boolean;
  add(warnings: readonly string[]): void;
}

export function createSeenWarnings(): SeenWarnings {
  const seen = new Set<string>();
  return {
    has: (warnings) => warnings.every((text) => seen.has(text)),
    add: (warnings) => {
      for (const text of warnings) seen.add(text);
    },
  };
}
