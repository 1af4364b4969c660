import type { FileCautions } from '../model/file-cautions.ts';
import { linesOf, shellWord, shortKey } from '../plain/text.ts';

/** The state of a delivery, shown beside its target. */
export const deliveryWords = {
  pending: 'not tried yet',
  failed: 'delivery failed',
  noWay: 'keyturn has no way to deliver to it',
  noAnswer: "the path doesn't answer. Check whether its drive is connected",
  delivered: 'has the new credentials',
  waiting: 'must be updated by hand',
  confirmed: 'updated (confirmed by a person)',
} as const;

/** Said once, when a consumer gets a file as its target. */
export const writtenInPlace =
  'keyturn writes new credentials into the file itself. A program that reads it at that instant can see a part of them.';

/** About a file that can be used. */
export const cautionWords = {
  open: (path: string, mode: number) => {
    const acts = [(mode & 0o004) !== 0 && 'read', (mode & 0o002) !== 0 && 'change'].filter((act) => act !== false);
    const octal = `0${(mode & 0o777).toString(8).padStart(3, '0')}`;
    return `Every user of this computer can ${acts.join(' and ')} ${path} (mode ${octal}), and so the secret in it`;
  },
  close: (path: string) => `If only its owner and group need it, run \`chmod o-rwx ${shellWord(path)}\`.`,
  others: (path: string, key: string) =>
    `${path} has credentials that keyturn doesn't know (key ${shortKey(key)}), and a delivery overwrites them. If something else writes this file, such as keyturn with another folder (KEYTURN_HOME), each overwrites what the other wrote. Then name a different file.`,
  content: (path: string) =>
    `${path} has lines that aren't NAME=value. keyturn keeps them, and adds its two lines at the end. Check that the programs which read the file accept that.`,
} as const;

export function cautionTexts({ open, content, others }: FileCautions): readonly string[] {
  return linesOf<string>(open && `${open.problem}. ${open.cure}`, content, others);
}

/** The same without what was accepted when the file was named. */
export function lastingCautionTexts(cautions: FileCautions): readonly string[] {
  return cautionTexts({ ...cautions, content: null });
}

/** @param use the consumer that has the file, and its own spelling of the path, if that is different */
export function sharedFileWords(use: {
  readonly app: string;
  readonly org: string;
  readonly consumer: string;
  readonly target: string | null;
}): string {
  const { app, org, consumer, target } = use;
  const as = target === null || target === consumer ? '' : `, as ${target}`;
  return `the consumer ${consumer} of ${app} (${org}) gets its credentials in the same file${as}. Each consumer needs a file of its own`;
}

/** Why the practice org delivers nothing to a file. */
export const practiceFileWords = {
  realOrg: (org: string) => `real org ${org}`,
  unknown: (problem: string) =>
    `keyturn can't tell whether a consumer in a real org gets its credentials in the same file: ${problem}`,
  foreign:
    "it has credentials that keyturn's records of the practice org don't know, and a delivery would overwrite them. Name a different file, or remove SALESFORCE_CONSUMER_KEY and SALESFORCE_CONSUMER_SECRET from this one",
  /** Its own state is at fault, and not the file. */
  unreadKeys: (problem: string) =>
    `keyturn can't read its own records, so it doesn't know whether the file has credentials that a delivery would overwrite: ${problem}`,
  newer: 'a newer version of keyturn wrote its state',
} as const;

/** @param problem why the target doesn't hold what keyturn has just delivered again */
export function overwrittenAgain(problem: string): string {
  return `${problem}, although keyturn had just delivered them again. Another program seems to write its own copy`;
}

/** Why nothing can be delivered to a target, on any computer. */
export const targetProblems = {
  'no-kind': 'the target must start with file:, exec: or manual:',
  'no-name': 'the name is empty',
  'relative-program': 'the program must be an absolute path',
  'relative-file': 'the file must be an absolute path',
  'unclear-access': 'after the question mark, name owner=, group= or mode=, for example ?group=erp,mode=0640',
} as const;

/** The same about a target that is being typed, without its kind in front. */
export function typedTargetProblem({ kind }: { readonly kind: string }, problem: keyof typeof targetProblems): string {
  if (problem !== 'no-name' || (kind !== 'file' && kind !== 'exec')) return targetProblems[problem];
  return kind === 'file' ? 'the path of the file is empty' : 'the path of the program is empty';
}
