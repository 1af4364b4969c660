import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { fileProblems } from '../words/file-problems.ts';
import { homeReason } from './file-problem.ts';
import { makeFolders } from './make-folders.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder where keyturn keeps everything: `KEYTURN_HOME`, otherwise the platform's data folder. It may not exist yet. */
export function homePath({ KEYTURN_HOME: named }: Environment): string {
  return named ? resolve(named) : envPaths('keyturn', { suffix: '' }).data;
}

/** The same, created if missing and possible. */
export function keyturnHome(env: Environment): string {
  return folderIfPossible(homePath(env));
}

/** The data folder of the practice org, which creates it; with a name, that of a further one. */
export function practiceOrgFolder(home: string, name: string | null = null): string {
  return name === null ? join(home, 'practice') : join(home, 'practice', 'orgs', name);
}

/** The folders of all practice orgs that the home has. */
export function practiceOrgFolders(home: string): readonly string[] {
  const further = join(practiceOrgFolder(home), 'orgs');
  const isFolder = statSync(further, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const names = isFolder ? readdirSync(further) : [];
  return [practiceOrgFolder(home), ...names.map((name) => practiceOrgFolder(home, name))];
}

/** The folder of keyturn's state and secrets: the home itself, or in practice mode a folder next to the practice org. */
export function productFolder(home: string, isPractice: boolean): string {
  return isPractice ? folderIfPossible(join(home, 'practice-watch')) : home;
}

/**
 * Creates a folder with mode 0700. An existing folder keeps its mode, because `KEYTURN_HOME` may name a shared folder. The
 * files inside have private modes of their own.
 * @throws HomeNotWritable
 */
export function privateFolder(path: string): string {
  try {
    if (existsSync(path)) {
      if (!statSync(path).isDirectory())
        throw reason('HomeNotWritable', { path, problem: fileProblems.notFolder, isNew: true });
      return path;
    }
    makeFolders(path, 0o700);
    // The umask restricts the mode of mkdir. A umask such as 0o277 would lock us out.
    chmodSync(path, 0o700);
    return path;
  } catch (error) {
    throw homeReason(path, error, true);
  }
}

/** The same path if the folder can't be created: who reads there finds nothing, and who writes there reports the problem. */
function folderIfPossible(path: string): string {
  try {
    return privateFolder(path);
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return path;
  }
}
