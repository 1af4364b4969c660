import { randomUUID } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { OrgModel } from './model/org.ts';
import type { OrgData } from './model/org-data.ts';
import { makeOwnFolder, readOwn, replaceOwn } from './own-file.ts';
import { createOrg, type ScenarioName, usersOf } from './seeds/scenarios.ts';
import { isUnwritable } from './unwritable.ts';

const fileName = 'org.json';
/** Delay of writes for sessions and counters, in ms. Losing them costs only a new sign-in. */
const passingDelay = 250;
/** A large org takes longer to write, so it's written less often: writing may take a twentieth of the time. */
const pausePerWrite = 20;

export interface StoredOrg {
  readonly org: OrgModel;
  /** Path to which a damaged file was moved before a new org was made, or null. */
  readonly setAside: string | null;
  /**
   * Resolves when all durable changes are written. Wait for it before sending an answer. Changes of one turn of the event
   * loop share one write.
   */
  flush(): Promise<void>;
  /** Whether changes are only in memory, because the folder can't be written. */
  isUnsaved(): boolean;
  close(): void;
}

interface Opening {
  /** For a folder without an org. */
  readonly scenario: ScenarioName;
  readonly now: number;
  /** Called when changes can't be written any more. */
  readonly onUnsaved?: (() => void) | undefined;
}

/**
 * Opens the org in a folder, or makes one of the scenario. A stored org also runs where its folder can't be written: as a real
 * one, it works on when this computer's disk is full.
 * @throws Error when the folder isn't readable, or a new org can't be stored
 */
export function openStoredOrg(folder: string, { scenario, now, onUnsaved }: Opening): StoredOrg {
  makeOwnFolder(folder);
  const path = join(folder, fileName);
  const read = existsSync(path) ? readOrg(path, now) : null;
  const org = read?.org ?? createOrg(scenario, now);
  const stored = keep(org, path, onUnsaved);
  if (!read?.org) stored.write();
  const { flush, isUnsaved, close } = stored;
  return { org, setAside: read?.setAside ?? null, flush, isUnsaved, close };
}

/** Replaces the org in a folder with a new one of the scenario. */
export function resetStoredOrg(folder: string, scenario: ScenarioName, now: number): void {
  makeOwnFolder(folder);
  keep(createOrg(scenario, now), join(folder, fileName)).write();
}

/** @throws Error when the file isn't readable: then it may be intact */
function readOrg(path: string, now: number): { org: OrgModel | null; setAside: string | null } {
  const text = readOwn(path);
  try {
    const data: unknown = JSON.parse(text);
    if (!isOrgData(data)) throw new Error('This file holds no complete org');
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

/**
 * Enough to recognize an incomplete file. The contents of the lists aren't checked, because only this program writes them.
 */
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

function keep(org: OrgModel, path: string, onUnsaved: () => void = () => undefined) {
  let isDirty = false;
  let isUnsaved = false;
  let timer: NodeJS.Timeout | null = null;
  let flushing: Promise<void> | null = null;
  let writingMs = 0;
  const write = () => {
    const begun = performance.now();
    if (timer) clearTimeout(timer);
    timer = null;
    replaceOwn(path, JSON.stringify(org.data));
    isDirty = false;
    isUnsaved = false;
    writingMs = performance.now() - begun;
  };
  const writeIfPossible = () => {
    try {
      write();
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      if (isDirty && !isUnsaved) onUnsaved();
      isUnsaved = isDirty;
    }
  };
  const writeSoon = () => {
    try {
      write();
    } catch {
      // The next `flush` tries again and reports the error.
      isDirty = true;
    }
  };
  org.onChange = (kind) => {
    if (kind === 'durable') isDirty = true;
    else timer ??= setTimeout(writeSoon, Math.max(passingDelay, writingMs * pausePerWrite)).unref();
  };
  return {
    write,
    flush: async () => {
      if (!isDirty) return;
      flushing ??= nextTurn().then(() => {
        flushing = null;
        if (isDirty) writeIfPossible();
      });
      await flushing;
    },
    isUnsaved: () => isUnsaved,
    close: () => {
      if (isDirty || timer) writeIfPossible();
    },
  };
}
