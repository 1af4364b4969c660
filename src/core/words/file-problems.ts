import type { EncodingProblem } from '../plain/encoding.ts';
import { shellWord, shortKey } from '../plain/text.ts';

/** Why the system refused access to a file, by error code. Each text follows the path and a colon. */
export const systemProblems: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'it does not exist',
  ENOTDIR: 'part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  ENXIO: 'it is not a regular file',
  EEXIST: 'a file of that name already exists',
  ELOOP: 'its links form a loop',
  ENAMETOOLONG: 'the path is too long',
};

/** Why keyturn doesn't read, write or run a file. */
export const fileProblems = {
  notAbsolute: 'its path is not absolute',
  notRegular: 'it is not a regular file',
  notExecutable: 'you may not execute it',
  notFolder: 'it is not a folder',
  isFolder: 'it is a folder',
  isLink: 'it is a link',
  missing: 'the file does not exist',
  noFolder: (folder: string) => `the folder ${folder} does not exist`,
  tooLarge: 'it is larger than 1 MB',
  readOnly: 'it is read-only',
  notText: 'it is not a text file in UTF-8 or Latin-1',
  unfit: 'the credentials have characters that no env file can hold',
  ofKeyturn: 'it is a file of keyturn itself',
  swapped: 'somebody replaced it, or a folder or link of its path, at the same time',
  plantedLink: (link: string) => `another user placed the link ${link}, and the file that it leads to isn't theirs`,
  hardLink: 'it is a hard link, and other users could have put it into its folder',
  onlyRootGives: 'only root can make a file for another user or group',
  unknownOwner: (name: string, list: string) => `${list} has no ${name}. Write the number instead`,
  stillPrevious: 'it still has credentials that it should no longer use',
  noLonger: 'it no longer has the credentials that keyturn delivered',
  hasPrevious: (key: string) => `it has the previous credentials (${shortKey(key)}), not the current ones`,
  hasOthers: (key: string) => `it has other credentials (${shortKey(key)}) than the current ones`,
  notJson: 'it is not valid JSON',
  notJsonObject: 'it is not a JSON object',
  readBack: 'reading it back gave different content',
  /** @param what the file, or the folder or link with which somebody could replace it */
  otherOwner: (what: string, owner: string) => `${what} belongs to ${owner}`,
  writable: (what: string) => `other users can write to ${what}`,
  folderOf: (folder: string) => `the folder ${folder}`,
  linkOf: (link: string) => `the link ${link}`,
  noPackage: 'it names no package directory',
  absolutePackage: (path: string) => `the package directory ${path} must be relative to the project`,
  missingPackage: 'it is a package directory of the project, but it does not exist',
  noDefault: 'several package directories, and none of them is the default',
  twoDefaults: 'several package directories are the default',
  badReplacement: 'an entry of replacements is not valid',
  unsetVariable: (name: string) =>
    `sfdx-project.json replaces text in it with the environment variable ${name}, which is not set`,
  noReplacement: (path: string, problem: string) => `sfdx-project.json replaces text in it with ${path}: ${problem}`,
  empty: 'it is empty',
  dangling: 'it is a link to a file that does not exist',
  encoding: (problem: EncodingProblem) =>
    problem.kind === 'utf16'
      ? 'it is in UTF-16. Save it as UTF-8'
      : `line ${problem.line} has a byte that is not UTF-8 (offset ${problem.offset}). Save it as UTF-8`,
  outside: 'it is outside the project',
  tooManyFolders: 'it has too many folders',
} as const;

/** How a person ends what others can do to a file or folder. */
export const trustCures = {
  open: (path: string) => `Run \`chmod go-w ${shellWord(path)}\` as its owner.`,
  foreign: (paths: readonly string[], user: number) =>
    `If you trust it, take it over: \`${user === 0 ? '' : 'sudo '}chown -h ${user} ${paths.map(shellWord).join(' ')}\`.`,
} as const;
