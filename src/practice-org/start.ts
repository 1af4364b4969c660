import { mkdirSync } from 'node:fs';
import { createControl } from './control/control-api.ts';
import { lockFolder } from './folder-lock.ts';
import { listen, newTraffic, type ServerParts } from './http/server.ts';
import { createRouter } from './router.ts';
import { findRunning, isAlive, type PracticeOrgAddress, register, registered, unregister } from './running.ts';
import { isScenarioName, type ScenarioName, scenarios } from './seeds/scenarios.ts';
import { openStoredOrg, resetStoredOrg, type StoredOrg } from './storage.ts';
import { openTlsFiles } from './tls-files.ts';

export type { PracticeOrgAddress } from './running.ts';

export interface PracticeOrgOptions {
  /** Where the org is kept between runs. */
  readonly folder: string;
  /** A free one when left out. */
  readonly port?: number;
  /** Only used when the folder holds no org yet; `acme` when left out. */
  readonly scenario?: string;
  /** Epoch ms; the time at which a new org begins. */
  readonly now: number;
  /** HTTPS with a certificate of the folder's own; plain HTTP when left out. */
  readonly tls?: boolean;
}

export interface RunningPracticeOrg extends PracticeOrgAddress {
  readonly scenario: string;
  /** Where a damaged state was put, or null. */
  readonly setAside: string | null;
  /** False when another process runs it: then `close` leaves it running. */
  readonly isOurs: boolean;
  /** Ends it; once more does nothing. */
  close(): Promise<void>;
}

export class PracticeOrgError extends Error {
  override readonly name: string = 'PracticeOrgError';
}

export const scenarioSummaries: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(scenarios).map(([name, { summary }]) => [name, summary]),
);

/** The org of a folder is held by another process. */
export class PracticeOrgHeld extends PracticeOrgError {
  override readonly name = 'PracticeOrgHeld';
  /** null where it did not say who it is. */
  readonly pid: number | null;

  constructor(pid: number | null) {
    super(`it is running already, in ${pid === null ? 'another process' : `process ${pid}`}`);
    this.pid = pid;
  }
}

/** Another process may hold the folder and not answer yet: it makes an org of 50,000 users in about two seconds. In ms. */
const joinPatience = 10_000;
const joinPause = 50;

/** Starts the org of a folder on 127.0.0.1. @throws PracticeOrgError, also when it is running already */
export async function startPracticeOrg(options: PracticeOrgOptions): Promise<RunningPracticeOrg> {
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
    const org = (await joinPracticeOrg(options.folder)) ?? (await startUnlessHeld(options));
    if (org) return org;
    await new Promise((resolve) => setTimeout(resolve, joinPause));
  }
  throw alreadyRunning(options.folder);
}

/** Starts over with a scenario. @throws PracticeOrgError when the org is running or the scenario is unknown */
export async function resetPracticeOrg(options: PracticeOrgOptions): Promise<void> {
  const { folder, now } = options;
  const scenario = scenarioOf(options.scenario);
  await inOwnWords(async () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const release = lockFolder(folder);
    if (!release) throw alreadyRunning(folder);
    try {
      resetStoredOrg(folder, scenario, now);
    } finally {
      release();
    }
  });
}

/** Null when the folder is held. @throws PracticeOrgError */
async function startUnlessHeld(options: PracticeOrgOptions): Promise<RunningPracticeOrg | null> {
  const { folder, now } = options;
  const scenario = scenarioOf(options.scenario);
  return inOwnWords(async () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const release = lockFolder(folder);
    if (!release) return null;
    try {
      return await run(openStoredOrg(folder, scenario, now), { ...options, release });
    } catch (error) {
      release();
      throw error;
    }
  });
}

async function run(
  stored: StoredOrg,
  options: PracticeOrgOptions & { readonly release: () => void },
): Promise<RunningPracticeOrg> {
  const { org } = stored;
  const { folder, release, now } = options;
  const tls = options.tls ? openTlsFiles(folder, now) : null;
  const { server, port } = await listen(partsOf(stored), { port: options.port ?? 0, tls });
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
  register(folder, address);
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
  return { ...address, scenario: org.data.scenario, setAside: stored.setAside, isOurs: true, close };
}

function partsOf({ org, flush }: StoredOrg): ServerParts {
  const traffic = newTraffic();
  const router = createRouter(org);
  const control = createControl(org, traffic);
  return {
    traffic,
    flush,
    handle: router.handle,
    control: async (request) => {
      router.settle();
      return control(request);
    },
  };
}

function scenarioOf(name = 'acme'): ScenarioName {
  if (isScenarioName(name)) return name;
  throw new PracticeOrgError(`there is no scenario ${name}; there are ${Object.keys(scenarios).join(', ')}`);
}

function alreadyRunning(folder: string): PracticeOrgHeld {
  const pid = registered(folder)?.pid ?? null;
  // One that was killed leaves its name behind.
  return new PracticeOrgHeld(pid !== null && isAlive(pid) ? pid : null);
}

async function inOwnWords<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PracticeOrgError) throw error;
    throw new PracticeOrgError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
