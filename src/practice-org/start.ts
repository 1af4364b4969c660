import { alreadyRunning, findRunning, type PracticeOrgOptions, type RunningPracticeOrg } from './running.ts';

export { readAnswersLike } from './answers-like.ts';
export { type ActBody, performAct } from './perform-act.ts';
export { PracticeOrgError, PracticeOrgHeld, type PracticeOrgOptions, type RunningPracticeOrg } from './running.ts';
export { isUnwritable } from './unwritable.ts';

/**
 * How long to wait for a process that holds the folder but doesn't answer yet, in ms. An org of 50,000 users takes about two
 * seconds.
 */
const joinPatience = 10_000;
const joinPause = 50;
const quietMs = 2_500;

/** Starts the org of a folder on 127.0.0.1. @throws PracticeOrgError, also when the org is already running */
export async function startPracticeOrg(options: PracticeOrgOptions): Promise<RunningPracticeOrg> {
  const { startUnlessHeld } = await serving();
  const started = await startUnlessHeld(options);
  if (started) return started;
  throw alreadyRunning(options.folder);
}

/** Its own process says what becomes of its changes. */
const joined = {
  setAside: null,
  isOurs: false,
  isRegistered: true,
  isUnsaved: () => false,
  close: async () => undefined,
};

/** The running org of this folder, or null. */
export async function joinPracticeOrg(folder: string): Promise<RunningPracticeOrg | null> {
  const found = await findRunning(folder);
  if (!found) return null;
  const { address, scenario } = found;
  return { ...address, scenario, ...joined };
}

/**
 * Joins the running org of the folder, or starts it in this process.
 * @param waits told once, with the longest wait, if the process that holds the folder doesn't answer for a while
 * @throws PracticeOrgError
 */
export async function openPracticeOrg(
  options: PracticeOrgOptions,
  waits?: (longestMs: number) => void,
): Promise<RunningPracticeOrg> {
  const began = performance.now();
  const waited = () => performance.now() - began;
  let tell = waits;
  while (waited() < joinPatience) {
    // If neither works, another process has just taken the folder and answers soon.
    const org = (await joinPracticeOrg(options.folder)) ?? (await (await serving()).startUnlessHeld(options));
    if (org) return org;
    if (waited() >= quietMs) {
      tell?.(joinPatience);
      tell = undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, joinPause));
  }
  throw alreadyRunning(options.folder);
}

/**
 * Replaces the org of a folder with a new one of the scenario.
 *
 * @throws PracticeOrgError when the org is running or the scenario is unknown
 */
export async function resetPracticeOrg(options: PracticeOrgOptions): Promise<void> {
  const { reset } = await serving();
  return reset(options);
}

/** Loaded on demand: a process that only joins a running org starts in half the time. */
const serving = () => import('./serve.ts');
