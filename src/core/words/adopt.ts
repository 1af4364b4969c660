/** What `keyturn watch` warns of while it takes an app over. */
export const adoptWarnings = {
  unreadable: 'The org does not let the pair be read, so it is watched without being stored or proved.',
  flowOff: 'The client credentials flow of this app is not on: run `keyturn setup` for it.',
  noToken: (why: string) => `The pair got no token: ${why}`,
} as const;

/** What is wrong with `--issued`. */
export const issuedWords = {
  noDay: (text: string) => `--issued ${text}: give a day like 2026-09-12`,
  inFuture: (text: string) => `--issued ${text} is in the future`,
} as const;
