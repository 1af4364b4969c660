import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { OrgModel } from './model/org.ts';
import type { OrgData } from './model/org-data.ts';
import { createOrg, type ScenarioName, usersOf } from './seeds/scenarios.ts';

const fileName = 'org.json';
/** Sessions and counters may be a moment behind: losing them costs a sign-in, no more. In ms. */
const passingDelay = 250;

export interface StoredOrg {
  readonly org: OrgModel;
  /** Set when a damaged file was put aside and the org was made anew. */
  readonly setAside: string | null;
  /**
   * Resolves once what has to be kept is written; to be waited for before an answer goes out. What changed in one turn of the
   * event loop is written once.
   */
  flush(): Promise<void>;
  close(): void;
}

/** Opens the org kept in a folder, or makes one of the scenario. @throws Error when the folder can't be read or written */
export function openStoredOrg(folder: string, scenario: ScenarioName, now: number): StoredOrg {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, fileName);
  const read = existsSync(path) ? readOrg(path, now) : null;
  const org = read?.org ?? createOrg(scenario, now);
  const stored = keep(org, path);
  if (!read?.org) stored.write();
  return { org, setAside: read?.setAside ?? null, flush: stored.flush, close: stored.close };
}

/** Starts over with a scenario. The former state is gone: it was make-believe. */
export function resetStoredOrg(folder: string, scenario: ScenarioName, now: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  keep(createOrg(scenario, now), join(folder, fileName)).write();
}

/** @throws Error when the file can't be read at all: that says nothing of what is in it */
function readOrg(path: string, now: number): { org: OrgModel | null; setAside: string | null } {
  const text = readFileSync(path, 'utf8');
  try {
    const data: unknown = JSON.parse(text);
    if (!isOrgData(data)) throw new Error('not an org');
    return { org: new OrgModel(data, usersOf(data)), setAside: null };
  } catch {
    const setAside = `${path}.damaged-${now}-${randomUUID().slice(0, 8)}`;
    renameSync(path, setAside);
    return { org: null, setAside };
  }
}

const lists = [
  'apiVersions',
  'apps',
  'assignments',
  'auditTrail',
  'changedUsers',
  'deploys',
  'licenses',
  'logins',
  'permissionSets',
  'profiles',
  'sessions',
] as const;
const records = ['apiCalls', 'knobs', 'propagatesAt', 'settings'] as const;

/** As much as is needed to tell an org from half of one: what is in the lists only this program ever wrote. */
function isOrgData(value: unknown): value is OrgData {
  const data = value as Partial<OrgData> | null;
  return (
    data?.format === 1 &&
    typeof data.orgId === 'string' &&
    typeof data.domain === 'string' &&
    Number.isFinite(data.seededAt) &&
    Number.isFinite(data.clockOffset) &&
    Number.isInteger(data.counter) &&
    lists.every((name) => Array.isArray(data[name])) &&
    records.every((name) => typeof data[name] === 'object' && data[name] !== null)
  );
}

function keep(org: OrgModel, path: string) {
  let isDirty = false;
  let timer: NodeJS.Timeout | null = null;
  let flushing: Promise<void> | null = null;
  const write = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    // A reader sees the state of before or of after, never half of it.
    const next = `${path}.next`;
    writeFileSync(next, JSON.stringify(org.data), { mode: 0o600 });
    renameSync(next, path);
    isDirty = false;
  };
  const writeSoon = () => {
    try {
      write();
    } catch {
      // Nobody waits for it: the next answer that tells of a change says what is wrong with the disk.
      isDirty = true;
    }
  };
  org.onChange = (kind) => {
    if (kind === 'durable') isDirty = true;
    else timer ??= setTimeout(writeSoon, passingDelay).unref();
  };
  return {
    write,
    flush: async () => {
      if (!isDirty) return;
      flushing ??= nextTurn().then(() => {
        flushing = null;
        if (isDirty) write();
      });
      await flushing;
    },
    close: () => {
      if (isDirty || timer) write();
    },
  };
}
