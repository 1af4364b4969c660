import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { reason } from '../reasons/errors.ts';
import { fileProblems } from '../words/file-problems.ts';
import { fileReason, systemCode } from './file-problem.ts';

/**
 * The folder in which keyturn keeps everything: `KEYTURN_HOME`, else the platform's data folder. It is made when missing.
 * @throws HomeNotWritable
 */
export function keyturnHome(env: Readonly<Record<string, string | undefined>>): string {
  const named = env.KEYTURN_HOME;
  const home = named ? resolve(named) : envPaths('keyturn', { suffix: '' }).data;
  return privateFolder(home);
}

/** Where the practice org keeps what it is. Not made here: it belongs to the practice org. */
export function practiceOrgFolder(home: string): string {
  return join(home, 'practice');
}

/**
 * Where the product keeps its own state and secrets: the home itself, or in practice mode a folder beside the practice org.
 * @throws HomeNotWritable
 */
export function productFolder(home: string, isPractice: boolean): string {
  return isPractice ? privateFolder(join(home, 'practice-watch')) : home;
}

/**
 * Makes a folder of mode 0700. One that exists already keeps its mode, because `KEYTURN_HOME` may name a folder that serves
 * others too; the files inside are private by themselves.
 * @throws HomeNotWritable
 */
export function privateFolder(path: string): string {
  try {
    if (existsSync(path)) {
      if (!statSync(path).isDirectory()) throw reason('HomeNotWritable', { path, problem: fileProblems.notFolder });
      return path;
    }
    makeFolders(path);
    // The mode of mkdir is cut by the umask, never widened; a umask such as 0o277 would lock us out.
    chmodSync(path, 0o700);
    return path;
  } catch (error) {
    throw fileReason('HomeNotWritable', path, error);
  }
}

/** One by one: Node's own recursive mkdir never ends below a folder such as `/proc`, which exists and takes no other. */
function makeFolders(path: string): void {
  const parent = dirname(path);
  if (parent !== path && !existsSync(parent)) makeFolders(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
