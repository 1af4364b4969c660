import { plainText } from '../plain/text.ts';

/** What others could do in keyturn's folder. */
export const homeCareWords = {
  closed: (paths: readonly string[]) =>
    `Other users could write to ${paths.map((path) => plainText(path, 300)).join(', ')}. keyturn took that permission away.`,
  /** @param problem a phrase @param cure a sentence */
  open: (home: string, { problem, cure }: { readonly problem: string; readonly cure: string }) =>
    `Other users can replace files in ${home}, which keyturn obeys: ${problem}. ${cure}`,
  passphraseFile: (path: string, { problem, cure }: { readonly problem: string; readonly cure: string }) =>
    `Other users can replace the passphrase file ${path}: ${problem}. ${cure}`,
} as const;
