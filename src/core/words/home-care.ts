import { plainText } from '../plain/text.ts';

/** What others could do in keyturn's folder. */
export const homeCareWords = {
  closed: (paths: readonly string[]) =>
    `Other users could write to ${paths.map((path) => plainText(path, 300)).join(', ')}. keyturn took that permission away.`,
  /** @param problem a phrase @param cure a sentence */
  open: (home: string, { problem, cure }: { readonly problem: string; readonly cure: string }) =>
    `Other users can replace files in ${home}, which keyturn obeys: ${problem}. ${cure}`,
  /** @param problem a sentence without its period @param cure a sentence */
  onlyRead: (problem: string, lacksNewest: boolean, cure: string) =>
    `${problem}. It shows what it recorded before${lacksNewest ? '. The newest changes may be missing, because SQLite keeps them in a file that it can only read on a disk with space' : ''}. ${cure}`,
  /** @param problem a sentence without its period */
  unused: (problem: string) => `${problem}. keyturn works without knowing what it did in your orgs before.`,
  /** @param what was done without a record @param problem a sentence without its period */
  notRecorded: (what: 'check' | 'reveal', problem: string) =>
    what === 'check'
      ? `keyturn couldn't record this check: ${problem}.`
      : `The audit trail doesn't say that you read these credentials: ${problem}.`,
  passphraseFile: (path: string, { problem, cure }: { readonly problem: string; readonly cure: string }) =>
    `Other users can replace the passphrase file ${path}: ${problem}. ${cure}`,
} as const;
