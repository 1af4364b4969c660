import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from './file-problem.ts';

/**
 * Creates a folder and those above it. One level at a time: Node's recursive mkdir never returns below `/proc`, where no folders can be
 * created.
 * @param mode of the new folders
 * @throws the system's error
 */
export function makeFolders(path: string, mode = 0o777): void {
  const parent = dirname(path);
  if (parent !== path && !existsSync(parent)) makeFolders(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
