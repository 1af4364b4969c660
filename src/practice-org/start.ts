import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createControl } from './control/control-api.ts';
import { createRouter } from './http/router.ts';
import { listen, newTraffic } from './http/server.ts';
import { isScenarioName, type ScenarioName, scenarios } from './seeds/scenarios.ts';
import { openStoredOrg, resetStoredOrg } from './storage.ts';

export interface PracticeOrgOptions {
  /** Where the org is kept between runs. */
  readonly folder: string;
  /** A free one when left out. */
  readonly port?: number;
  /** Only used when the folder holds no org yet; `acme` when left out. */
  readonly scenario?: string;
  /** Epoch ms; the time at which a new org begins. */
  readonly now: number;
}

export interface PracticeOrgAddress {
  readonly instanceUrl: string;
  readonly orgId: string;
  readonly username: string;
  readonly accessToken: string;
  readonly controlUrl: string;
  readonly pid: number;
}

export interface RunningPracticeOrg extends PracticeOrgAddress {
  readonly scenario: string;
  /** Where a damaged state was put, or null. */
  readonly setAside: string | null;
  /** False when another process runs it: then `close` leaves it running. */
  readonly isOurs: boolean;
  close(): Promise<void>;
}

export class PracticeOrgError extends Error {
  override readonly name = 'PracticeOrgError';
}

export const scenarioSummaries: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(scenarios).map(([name, { summary }]) => [name, summary]),
);

const registration = 'running.json';

/** Starts the org of a folder on 127.0.0.1. @throws PracticeOrgError */
export async function startPracticeOrg(options: PracticeOrgOptions): Promise<RunningPracticeOrg> {
  const { folder, now } = options;
  const scenario = scenarioOf(options.scenario);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const release = takeLock(folder);
  try {
    const stored = openStoredOrg(folder, scenario, now);
    const { org } = stored;
    const traffic = newTraffic();
    const router = createRouter(org);
    const control = createControl(org, traffic);
    const settled = async (request: Parameters<typeof control>[0]) => {
      router.settle();
      return control(request);
    };
    const { server, port } = await listen(
      { handle: router.handle, control: settled, flush: stored.flush, traffic },
      options.port ?? 0,
    );
    const session = org.data.sessions.find(({ kind }) => kind === 'setup');
    const instanceUrl = `http://127.0.0.1:${port}`;
    const address: PracticeOrgAddress = {
      instanceUrl,
      orgId: org.orgId,
      username: org.userById(org.data.adminUserId)?.username ?? '',
      accessToken: session?.token ?? '',
      controlUrl: `${instanceUrl}/practice`,
      pid: process.pid,
    };
    writeFileSync(join(folder, registration), JSON.stringify(address), { mode: 0o600 });
    const close = async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      stored.close();
      rmSync(join(folder, registration), { force: true });
      release();
    };
    return { ...address, scenario: org.data.scenario, setAside: stored.setAside, isOurs: true, close };
  } catch (error) {
    release();
    throw error instanceof PracticeOrgError ? error : new PracticeOrgError(messageOf(error), { cause: error });
  }
}

/** The org of this folder that another process runs, or null. */
export async function joinPracticeOrg(folder: string): Promise<RunningPracticeOrg | null> {
  const address = readRegistration(folder);
  if (!address || !isAlive(address.pid)) return null;
  try {
    const answer = await fetch(`${address.controlUrl}/state`, { signal: AbortSignal.timeout(3000) });
    const state = (await answer.json()) as { orgId?: string; scenario?: string };
    if (state.orgId !== address.orgId) return null;
    return { ...address, scenario: state.scenario ?? '', setAside: null, isOurs: false, close: async () => undefined };
  } catch {
    return null;
  }
}

/** The running one, else a new one for as long as this process lives. */
export async function openPracticeOrg(options: PracticeOrgOptions): Promise<RunningPracticeOrg> {
  const running = await joinPracticeOrg(options.folder);
  if (running) return running;
  try {
    return await startPracticeOrg(options);
  } catch (error) {
    // Somebody else may have started it a moment ago.
    const other = await joinPracticeOrg(options.folder);
    if (other) return other;
    throw error;
  }
}

/** Starts over with a scenario. @throws PracticeOrgError when the org is running or the scenario is unknown */
export async function resetPracticeOrg(options: PracticeOrgOptions): Promise<void> {
  const scenario = scenarioOf(options.scenario);
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const release = takeLock(options.folder);
  try {
    resetStoredOrg(options.folder, scenario, options.now);
  } finally {
    release();
  }
}

function scenarioOf(name = 'acme'): ScenarioName {
  if (isScenarioName(name)) return name;
  throw new PracticeOrgError(`there is no scenario ${name}; there are ${Object.keys(scenarios).join(', ')}`);
}

/** One process at a time holds the state of a folder; a lock whose process is gone is taken over. */
function takeLock(folder: string): () => void {
  const path = join(folder, 'practice.lock');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeFileSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = Number(readText(path));
      if (pid > 0 && isAlive(pid)) throw new PracticeOrgError(`it is running already, in process ${pid}`);
      rmSync(path, { force: true });
    }
  }
  throw new PracticeOrgError('its lock could not be taken');
}

function readRegistration(folder: string): PracticeOrgAddress | null {
  try {
    return JSON.parse(readText(join(folder, registration))) as PracticeOrgAddress;
  } catch {
    return null;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
