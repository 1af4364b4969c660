import { rmSync } from 'node:fs';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { KnobValue } from './model/knobs.ts';
import { readOwn, replaceOwn } from './own-file.ts';
import { isUnwritable } from './unwritable.ts';

export interface PracticeOrgAddress {
  readonly instanceUrl: string;
  readonly orgId: string;
  readonly username: string;
  readonly accessToken: string;
  readonly controlUrl: string;
  readonly pid: number;
  /** PEM file of the certificate that clients must trust; null without TLS. */
  readonly certificatePath: string | null;
}

export interface PracticeOrgOptions {
  /** Folder that keeps the org between runs. */
  readonly folder: string;
  /** A free port if missing. */
  readonly port?: number;
  /** For a folder without an org; `acme` if missing. */
  readonly scenario?: string;
  /** Start time of a new org, in epoch ms. */
  readonly now: number;
  /** HTTPS with the folder's own certificate; plain HTTP if missing. */
  readonly tls?: boolean;
  /** How the org answers from now on. Knobs that are not named get their defaults; without this, all stay as they are. */
  readonly knobs?: Readonly<Record<string, KnobValue>>;
  /** Called when changes of the org can't be written any more. */
  readonly onUnsaved?: () => void;
}

export interface RunningPracticeOrg extends PracticeOrgAddress {
  readonly scenario: string;
  /** Path to which a damaged state file was moved, or null. */
  readonly setAside: string | null;
  /** False if another process runs the org. Then `close` leaves it running. */
  readonly isOurs: boolean;
  /** Whether other processes find it. */
  readonly isRegistered: boolean;
  /** Whether changes of the org are only in memory, because its folder can't be written. */
  isUnsaved(): boolean;
  /** Stops the org. Further calls do nothing. */
  close(): Promise<void>;
}

export class PracticeOrgError extends Error {
  override readonly name: string = 'PracticeOrgError';
}

/** Another process runs the org of this folder. */
export class PracticeOrgHeld extends PracticeOrgError {
  override readonly name = 'PracticeOrgHeld';
  /** null if unknown. */
  readonly pid: number | null;

  constructor(pid: number | null) {
    super(`it is already running in ${pid === null ? 'another process' : `process ${pid}`}`);
    this.pid = pid;
  }
}

const fileName = 'running.json';
/** Time limit for the answer of a running org, in ms. */
const patience = 3_000;

/** Registers the address of a folder's org. The file holds an access token, so only its owner may read it. */
export function register(folder: string, address: PracticeOrgAddress): void {
  const path = join(folder, fileName);
  rmSync(`${path}.next`, { force: true });
  replaceOwn(path, JSON.stringify(address));
}

export function unregister(folder: string): void {
  try {
    rmSync(join(folder, fileName), { force: true });
  } catch (error) {
    // Nobody joins a process that is gone.
    if (!isUnwritable(error)) throw error;
  }
}

/** The registered address of a folder's org, running or not; null without one. */
export function registered(folder: string): PracticeOrgAddress | null {
  try {
    const read = JSON.parse(readOwn(join(folder, fileName))) as Partial<PracticeOrgAddress>;
    if (typeof read.controlUrl !== 'string' || typeof read.orgId !== 'string' || !Number.isInteger(read.pid))
      return null;
    return { ...(read as PracticeOrgAddress), certificatePath: read.certificatePath ?? null };
  } catch {
    return null;
  }
}

/** The registered org and its scenario, or null. Its process must be alive and answer with the registered org id. */
export async function findRunning(folder: string): Promise<{ address: PracticeOrgAddress; scenario: string } | null> {
  const address = registered(folder);
  if (!address || !isAlive(address.pid)) return null;
  try {
    const state = JSON.parse(await ask(`${address.controlUrl}/state`, address.certificatePath)) as {
      orgId?: string;
      scenario?: string;
    };
    return state.orgId === address.orgId ? { address, scenario: state.scenario ?? '' } : null;
  } catch {
    return null;
  }
}

function ask(url: string, certificatePath: string | null): Promise<string> {
  const signal = AbortSignal.timeout(patience);
  return new Promise((resolve, reject) => {
    const read = (answer: Parameters<typeof text>[0]) => void text(answer).then(resolve, reject);
    const request = certificatePath
      ? getSecure(url, { signal, agent: false, ca: readOwn(certificatePath) }, read)
      : getPlain(url, { signal, agent: false }, read);
    request.on('error', reject);
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export function alreadyRunning(folder: string): PracticeOrgHeld {
  const pid = registered(folder)?.pid ?? null;
  // A killed process leaves its registration behind.
  return new PracticeOrgHeld(pid !== null && isAlive(pid) ? pid : null);
}
