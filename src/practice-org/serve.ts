import { lockFolder } from './folder-lock.ts';
import { listen } from './http/server.ts';
import { defaultKnobs } from './model/knobs.ts';
import { makeOwnFolder } from './own-file.ts';
import {
  alreadyRunning,
  type PracticeOrgAddress,
  PracticeOrgError,
  type PracticeOrgOptions,
  type RunningPracticeOrg,
  register,
  unregister,
} from './running.ts';
import { isScenarioName, type ScenarioName, scenarios } from './seeds/scenarios.ts';
import { serverParts } from './server-parts.ts';
import { openStoredOrg, resetStoredOrg, type StoredOrg } from './storage.ts';
import { openTlsFiles } from './tls-files.ts';
import { isUnwritable } from './unwritable.ts';

/**
 * Replaces the org of a folder with a new one of the scenario.
 *
 * @throws PracticeOrgError when the org is running or the scenario is unknown
 */
export async function reset(options: PracticeOrgOptions): Promise<void> {
  const { folder, now } = options;
  const scenario = scenarioOf(options.scenario);
  await inOwnWords(async () => {
    makeOwnFolder(folder);
    const release = lockFolder(folder);
    if (!release) throw alreadyRunning(folder);
    try {
      resetStoredOrg(folder, scenario, now);
    } finally {
      release();
    }
  });
}

/** Starts the org of a folder. @returns null if another process runs it. @throws PracticeOrgError */
export async function startUnlessHeld(options: PracticeOrgOptions): Promise<RunningPracticeOrg | null> {
  const { folder, now, onUnsaved } = options;
  const scenario = scenarioOf(options.scenario);
  return inOwnWords(async () => {
    makeOwnFolder(folder);
    const release = lockIfPossible(folder);
    if (!release) return null;
    try {
      return await run(openStoredOrg(folder, { scenario, now, onUnsaved }), { ...options, release });
    } catch (error) {
      release();
      throw error;
    }
  });
}

/** Where nothing can be written, two processes can't spoil each other's file. */
function lockIfPossible(folder: string): (() => void) | null {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    return () => undefined;
  }
}

/** Without it, other processes don't find the org. */
function registerIfPossible(folder: string, address: PracticeOrgAddress): boolean {
  try {
    register(folder, address);
    return true;
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    return false;
  }
}

async function run(
  stored: StoredOrg,
  options: PracticeOrgOptions & { readonly release: () => void },
): Promise<RunningPracticeOrg> {
  const { org } = stored;
  const { folder, release, now, knobs } = options;
  if (knobs) {
    org.data.knobs = { ...defaultKnobs(), ...knobs };
    org.changed();
  }
  const tls = options.tls ? openTlsFiles(folder, now) : null;
  const { server, port } = await listen(serverParts(org, stored.flush), { port: options.port ?? 0, tls });
  const instanceUrl = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const address: PracticeOrgAddress = {
    instanceUrl,
    orgId: org.orgId,
    username: org.userById(org.data.adminUserId)?.username ?? '',
    accessToken: org.data.sessions.find(({ kind }) => kind === 'setup')?.token ?? '',
    controlUrl: `${instanceUrl}/practice`,
    pid: process.pid,
    certificatePath: tls?.certificatePath ?? null,
  };
  const isRegistered = registerIfPossible(folder, address);
  const end = async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    stored.close();
    unregister(folder);
    release();
  };
  let ended: Promise<void> | null = null;
  const close = () => {
    ended ??= end();
    return ended;
  };
  const { setAside, isUnsaved } = stored;
  return { ...address, scenario: org.data.scenario, setAside, isOurs: true, isRegistered, isUnsaved, close };
}

function scenarioOf(name = 'acme'): ScenarioName {
  if (isScenarioName(name)) return name;
  throw new PracticeOrgError(`unknown scenario ${name}; choose ${Object.keys(scenarios).join(', ')}`);
}

async function inOwnWords<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PracticeOrgError) throw error;
    throw new PracticeOrgError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
