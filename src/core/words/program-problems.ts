/** How a program ended that keyturn started, when it did not do its work. */
export const programProblems = {
  missing: 'its program is not installed',
  silent: (ms: number) => `no answer within ${ms / 1000} s`,
  interrupted: 'it was interrupted',
  exitCode: (code: unknown) => `exit code ${code}`,
  anError: 'an error',
  ended: (how: string) => `it ended with ${how}`,
} as const;

/** The same for a helper process of keyturn's own. */
export const helperProblems = {
  ended: (how: unknown) => `the helper process ended (${how})`,
  silent: (method: string, ms: number) => `no answer to ${method} within ${ms} ms`,
  hung: 'the helper process hung and was ended',
  stopped: 'the helper process was ended',
} as const;
