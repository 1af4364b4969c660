import type { SoughtSlot } from '../model/sought.ts';
import { countOf, plainText, shellWord, shortKey } from '../plain/text.ts';

/** Why a scan left something out. */
export const sweepProblems = {
  noGit: "its history isn't read, because there is no program git on this computer",
  noHistory: (said: string) => `git can't read its history: ${said}`,
} as const;

const slotWords: Readonly<Record<SoughtSlot, string>> = {
  primary: 'the current credentials',
  staged: 'staged credentials',
  previous: 'the previous credentials',
  ended: 'credentials that keyturn no longer uses',
};

/** What a scan found, and what it didn't read. */
export const scanWords = {
  reading: (places: number) => `Reading… ${countOf(places, 'file or version')}`,
  read: (files: number, objects: number) =>
    `Read ${countOf(files, 'file')}${objects > 0 ? ` and ${countOf(objects, 'object')} of git's history` : ''}.`,
  nothing: 'Found no consumer key and no consumer secret.',
  secret: (app: string, org: string, slot: SoughtSlot) =>
    `${plainText(app, 80)} (${plainText(org, 80)}): the consumer secret of ${slotWords[slot]}`,
  key: (app: string, org: string, slot: SoughtSlot) =>
    `${plainText(app, 80)} (${plainText(org, 80)}): only the consumer key of ${slotWords[slot]}`,
  unknown: (consumerKey: string) => `A consumer key of no app that keyturn watches: ${shortKey(consumerKey)}`,
  inFile: (path: string, lines: readonly number[]) => `${plainText(path, 300)}:${lines.join(',')}`,
  /** @param committed date */
  inCommit: (commit: string, committed: string, path: string | null) =>
    `git, first in commit ${commit.slice(0, 12)} of ${committed}${path === null ? ', in its message' : `: ${plainText(path, 300)}`}`,
  inObject: (repository: string, id: string) =>
    `git, in object ${id.slice(0, 12)} of ${plainText(repository, 300)}, which no branch, tag or reflog has`,
  more: (count: number) => `And ${countOf(count, 'more place')}.`,
  skipped: (path: string, why: string) => `Not read: ${plainText(path, 300)}: ${plainText(why, 400)}`,
  moreSkipped: (count: number) => `Not read either: ${countOf(count, 'more path')}.`,
  unsought: (app: string, slot: SoughtSlot) =>
    `keyturn doesn't have the consumer secret of ${slotWords[slot]} of ${plainText(app, 80)}, so it only looked for the consumer key.`,
  storeClosed: (problem: string) =>
    `keyturn can't open the secret store (${plainText(problem, 300)}), so it only looks for secrets that it created or replaced itself.`,
  /** @param app as commands take it */
  replace: (app: string) => `A leaked secret must be replaced: \`keyturn emergency ${shellWord(app)}\`.`,
  cleanUp:
    'Deleting the file, or the commit, is not enough: anyone with a copy has the secret. Replace the credentials first.',
} as const;
