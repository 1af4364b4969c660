/** Why a text can't be the passphrase of a new encrypted file. */
export const newPassphraseProblems = {
  tooShort: (least: number) => `use at least ${least} characters`,
  guessable: 'it is easy to guess: use more characters, or four words that have nothing to do with each other',
  garbled: 'it is not text in UTF-8, so another program would read a different one. Save its file as UTF-8',
  same: 'it is the present one',
} as const;

export const newPassphraseWords = {
  rule: (least: number) => `At least ${least} characters that are hard to guess, such as four unrelated words.`,
  madeUp: 'Press Enter without typing: keyturn makes one up, and remembers it. It protects only practice data.',
  /** @param problem from `newPassphraseProblems` */
  accepted: (problem: string) =>
    `The passphrase of the new encrypted file is weak: ${problem}. The next release of keyturn will refuse it.`,
} as const;

/** `keyturn store passphrase`. */
export const changePassphraseWords = {
  noFile: 'There is no encrypted file yet. Its passphrase is chosen with its first secret',
  ask: 'New passphrase of the encrypted file',
  changed: (path: string) => `The new passphrase opens ${path}. The secrets in the store didn't change.`,
  copies:
    'The old passphrase still opens older copies of that file. If somebody else may have both, also rotate the credentials.',
  stillOld: (file: string) => `keyturn reads the passphrase from ${file}. Write the new one into that file.`,
  restart: (command: string) => `Then run \`${command}\`, so that the daemon gets the new passphrase.`,
} as const;
