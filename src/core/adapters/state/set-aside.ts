import { existsSync, renameSync } from 'node:fs';
import type { Clock } from '../../ports/ports.ts';
import { systemCode } from '../file-problem.ts';

/** Renames a damaged state file and its log, so that the next run starts fresh and nothing is lost. Returns the new name. */
export function setAside(path: string, clock: Clock): string {
  const instant = new Date(clock.now()).toISOString().replace(/[:.]/g, '-');
  let target = `${path}.damaged-${instant}`;
  for (let copy = 2; existsSync(target); copy++) target = `${path}.damaged-${instant}-${copy}`;
  for (const end of ['', '-wal', '-shm']) {
    try {
      renameSync(`${path}${end}`, `${target}${end}`);
    } catch (error) {
      // Not every file has a log, and another process may have been faster.
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  }
  return target;
}
