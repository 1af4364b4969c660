import type { Interruption } from '../../src/cli/interruption.ts';

/** Nobody presses Ctrl-C. */
export const noInterruption: Interruption = {
  take: () => new AbortController().signal,
  ended: new Promise(() => undefined),
  errorFor: (error) => error,
  release: () => undefined,
};
