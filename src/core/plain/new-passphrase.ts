const shortest = 8;

/** Why this can't become the passphrase of the encrypted file; null when it can. */
export function newPassphraseProblem(text: string): string | null {
  return text.length < shortest ? `at least ${shortest} characters` : null;
}
