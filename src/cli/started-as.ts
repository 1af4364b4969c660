import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Environment } from './context.ts';

interface Started {
  /** The script that runs, as it was named. */
  readonly script: string;
  readonly env: Environment;
  /** The folder in which the command is typed; null if that can be any folder. */
  readonly folder: string | null;
}

/**
 * What a person types to run this copy of keyturn: `keyturn` if it is installed, or else, in a clone, the script that starts it.
 * That one runs on any Node that the clone supports, and prints nothing else into a pipe.
 */
export function startedAs({ script, env, folder }: Started): string {
  if (env.KEYTURN_COMMAND) return env.KEYTURN_COMMAND;
  const root = dirname(dirname(script));
  const isClone =
    basename(script) === 'keyturn.cjs' &&
    !script.includes('node_modules') &&
    existsSync(join(root, 'scripts', 'start.cjs'));
  if (!isClone) return 'keyturn';
  if (folder === null) return commandOf(script);
  // `npm start` changes to the folder of the clone.
  const from = env.npm_lifecycle_event === 'start' && env.INIT_CWD ? env.INIT_CWD : folder;
  const near = relative(from, script);
  return commandOf(near.startsWith('..') ? script : near);
}

function commandOf(path: string): string {
  return `node ${/^[\w./\\:@+-]+$/.test(path) ? path : `"${path}"`}`;
}
