const shortest = 8;

/** Why the text can't be the passphrase of the encrypted file; null if it can. */
export function newPassphraseProblem(text: string): string | null {
  return text.length < shortest ? `at least ${shortest} characters` : null;
}
