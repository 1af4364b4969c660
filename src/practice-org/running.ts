import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface PracticeOrgAddress {
  readonly instanceUrl: string;
  readonly orgId: string;
  readonly username: string;
  readonly accessToken: string;
  readonly controlUrl: string;
  readonly pid: number;
  /** PEM file of the certificate to trust; null without TLS. */
  readonly certificatePath: string | null;
}

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

const fileName = 'running.json';
/** How long a running org may take to answer, in ms. */
const patience = 3_000;

/** Says where the org of a folder is reached; it holds an access token, so nobody else may read it. */
export function register(folder: string, address: PracticeOrgAddress): void {
  const path = join(folder, fileName);
  // A reader sees all of it or nothing.
  const next = `${path}.next`;
  rmSync(next, { force: true });
  writeFileSync(next, JSON.stringify(address), { mode: 0o600 });
  renameSync(next, path);
}

export function unregister(folder: string): void {
  rmSync(join(folder, fileName), { force: true });
}

/** What is registered for a folder, whether it still runs or not. */
export function registered(folder: string): PracticeOrgAddress | null {
  try {
    const read = JSON.parse(readFileSync(join(folder, fileName), 'utf8')) as Partial<PracticeOrgAddress>;
    if (typeof read.controlUrl !== 'string' || typeof read.orgId !== 'string' || !Number.isInteger(read.pid))
      return null;
    return { ...(read as PracticeOrgAddress), certificatePath: read.certificatePath ?? null };
  } catch {
    return null;
  }
}

/** The registered org and its scenario, when its process lives and answers as this very org; else null. */
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
      ? getSecure(url, { signal, agent: false, ca: readFileSync(certificatePath) }, read)
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
  // One that was killed leaves its name behind.
  return new PracticeOrgHeld(pid !== null && isAlive(pid) ? pid : null);
}
