import { alreadyRunning, findRunning, type PracticeOrgOptions, type RunningPracticeOrg } from './running.ts';

export { PracticeOrgError, PracticeOrgHeld, type PracticeOrgOptions, type RunningPracticeOrg } from './running.ts';

/** Another process may hold the folder and not answer yet: it makes an org of 50,000 users in about two seconds. In ms. */
const joinPatience = 10_000;
const joinPause = 50;

/** Starts the org of a folder on 127.0.0.1. @throws PracticeOrgError, also when it is running already */
export async function startPracticeOrg(options: PracticeOrgOptions): Promise<RunningPracticeOrg> {
  const { startUnlessHeld } = await serving();
  const started = await startUnlessHeld(options);
  if (started) return started;
  throw alreadyRunning(options.folder);
}

/** The org of this folder that another process runs, or null. */
export async function joinPracticeOrg(folder: string): Promise<RunningPracticeOrg | null> {
  const found = await findRunning(folder);
  if (!found) return null;
  const { address, scenario } = found;
  return { ...address, scenario, setAside: null, isOurs: false, close: async () => undefined };
}

/** The running one, else a new one for as long as this process lives. @throws PracticeOrgError */
export async function openPracticeOrg(options: PracticeOrgOptions): Promise<RunningPracticeOrg> {
  for (let waited = 0; waited < joinPatience; waited += joinPause) {
    // When neither works, another process has just taken the folder and will answer in a moment.
    const org = (await joinPracticeOrg(options.folder)) ?? (await (await serving()).startUnlessHeld(options));
    if (org) return org;
    await new Promise((resolve) => setTimeout(resolve, joinPause));
  }
  throw alreadyRunning(options.folder);
}

/** Starts over with a scenario. @throws PracticeOrgError when the org is running or the scenario is unknown */
export async function resetPracticeOrg(options: PracticeOrgOptions): Promise<void> {
  const { reset } = await serving();
  return reset(options);
}

/** The org itself is loaded by the process that runs it: whoever joins one starts in half the time. */
const serving = () => import('./serve.ts');
