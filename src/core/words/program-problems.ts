/** Why a program that keyturn started failed. */
export const programProblems = {
  missing: 'the program is not installed',
  silent: (ms: number) => `no answer within ${ms / 1000} s`,
  interrupted: 'it was interrupted',
  exitCode: (code: unknown) => `exit code ${code}`,
  anError: 'an error',
  ended: (how: string) => `it ended with ${how}`,
} as const;

/** The same for keyturn's own helper processes. */
export const helperProblems = {
  ended: (how: unknown) => `the helper process ended (${how})`,
  silent: (method: string, ms: number) => `no answer to ${method} within ${ms} ms`,
  hung: 'the helper process hung and was stopped',
  stopped: 'the helper process was stopped',
} as const;
