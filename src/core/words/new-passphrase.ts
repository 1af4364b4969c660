/** Why a text can't be the passphrase of a new encrypted file. */
export const newPassphraseProblems = {
  tooShort: (least: number) => `use at least ${least} characters`,
  guessable: 'it is easy to guess: use more characters, or four words that have nothing to do with each other',
} as const;

export const newPassphraseWords = {
  rule: (least: number) => `At least ${least} characters that are hard to guess, such as four unrelated words.`,
  madeUp: 'Press Enter without typing: keyturn makes one up, and remembers it. It protects only practice data.',
  /** @param problem from `newPassphraseProblems` */
  accepted: (problem: string) =>
    `The passphrase of the new encrypted file is weak: ${problem}. The next release of keyturn will refuse it.`,
} as const;
