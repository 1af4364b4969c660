import { rm, writeFile } from 'node:fs/promises';
import { isRunning } from './durable-file.ts';
import { systemCode } from './file-problem.ts';
import { readWhole } from './regular-file.ts';

type IsAlive = (pid: number) => boolean | Promise<boolean>;

/** Takes a lock, also one that a killed process left behind. @throws EEXIST while another process has it */
export async function takeLock(lock: string, isAlive: IsAlive = isRunning): Promise<void> {
  try {
    await take(lock);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST' || !(await isLeft(lock, isAlive))) throw error;
    await takeOver(lock, isAlive, error);
  }
}

/** Of several processes that find the lock of a killed one, only one may remove it: the others would remove a new one. */
async function takeOver(lock: string, isAlive: IsAlive, inUse: unknown): Promise<void> {
  const turn = `${lock}.turn`;
  try {
    await take(turn);
  } catch (error) {
    if (await isLeft(turn, isAlive)) await rm(turn, { force: true });
    throw error;
  }
  try {
    if (!(await isLeft(lock, isAlive))) throw inUse;
    await rm(lock, { force: true });
    await take(lock);
  } finally {
    await rm(turn, { force: true });
  }
}

function take(lock: string): Promise<void> {
  return writeFile(lock, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
}

/** Whether a killed process left it behind. */
async function isLeft(lock: string, isAlive: IsAlive): Promise<boolean> {
  const holder = Number.parseInt(String(await readWhole(lock).catch(() => '')), 10);
  return holder > 0 && !(await isAlive(holder));
}
