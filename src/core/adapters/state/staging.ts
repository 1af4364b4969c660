import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../durable-file.ts';
import { orFileReason } from '../file-problem.ts';

const stagingName = /^restoring-(\d+)-[0-9a-f]+$/;

/** A new folder for a state that isn't in its place yet. @throws HomeNotWritable */
export async function newStaging(folder: string): Promise<string> {
  await removeStagings(folder);
  const staging = join(folder, `restoring-${process.pid}-${randomBytes(4).toString('hex')}`);
  await orFileReason('HomeNotWritable', folder, () => mkdir(staging, { mode: 0o700 }));
  return staging;
}

/** Removes what killed restores and repairs left behind. @throws HomeNotWritable */
export async function removeStagings(folder: string): Promise<void> {
  await orFileReason('HomeNotWritable', folder, async () => {
    if (!existsSync(folder)) return;
    for (const name of await readdir(folder)) {
      const pid = stagingName.exec(name)?.[1];
      if (pid === undefined || isRunning(Number(pid))) continue;
      await rm(join(folder, name), { recursive: true, force: true });
    }
  });
}
