import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { homePath, practiceOrgFolders } from '../core/adapters/home.ts';
import { backUpHome, contentOfHome, removeHome } from '../core/adapters/home-removal.ts';
import { pairFile } from '../core/adapters/secret-store/age-folder.ts';
import { systemClock } from '../core/adapters/system-clock.ts';
import type { HomeContent, Remains } from '../core/model/uninstall.ts';
import type { State } from '../core/ports/ports.ts';
import { isKeyturnError } from '../core/reasons/errors.ts';

/** keyturn's folder, for removing it. Looking at it creates nothing. */
export interface OwnFolder {
  /** null if it doesn't exist. */
  content(): HomeContent | null;
  /** Id of a process that runs a practice org in it; null if none does. */
  practiceProcess(): Promise<number | null>;
  /** @throws AnotherAtWork while a daemon or anything else works on the state of the practice org */
  refusePracticeWork(): Promise<void>;
  /** What the state of the practice org names; null if there is none, or it can't be read. Starts no practice org. */
  practiceRemains(): Promise<Remains | null>;
  /** How many secrets are in its encrypted files, except these. */
  strays(known: Parameters<typeof pairFile>[0][]): number;
  /** Copies it to a new folder. @throws FileExists, FileNotWritten */
  backUp(to: string): Promise<void>;
  /** @returns what is left; null if it is gone. @throws HomeNotWritable */
  remove(): HomeContent | null;
}

export function openOwnFolder(env: Readonly<Record<string, string | undefined>>): OwnFolder {
  const path = homePath(env);
  return {
    content: () => contentOfHome(path),
    practiceProcess: async () => {
      if (!contentOfHome(path)?.ours.includes('practice')) return null;
      const { joinPracticeOrg } = await import('../practice-org/start.ts');
      const running = await Promise.all(practiceOrgFolders(path).map((folder) => joinPracticeOrg(folder)));
      return running.find((org) => org !== null)?.pid ?? null;
    },
    refusePracticeWork: () => refuseWorkIn(practiceWatch(path)),
    practiceRemains: async () => {
      const { remainsOf } = await import('../core/uninstall/what-stays.ts');
      return ofState(practiceWatch(path), remainsOf);
    },
    strays: (known) => {
      const names = new Set(known.map(pairFile));
      return (contentOfHome(path)?.secrets ?? []).filter((name) => !names.has(name)).length;
    },
    backUp: (to) => backUpHome(path, to),
    remove: () => removeHome(path),
  };
}

/** What keyturn keeps about the practice org of a home. */
export function practiceWatch(home: string): string {
  return join(home, 'practice-watch');
}

/** @throws AnotherAtWork */
export async function refuseWorkIn(folder: string): Promise<void> {
  const { refusePracticeWork } = await import('../core/uninstall/refuse-work.ts');
  const refusal = await ofState(folder, async ({ leases }) =>
    refusePracticeWork(leases, hostname()).catch((error: unknown) => error),
  );
  if (refusal) throw refusal;
}

/** Null without a state, or if it can't be read. */
async function ofState<Value>(folder: string, read: (state: State) => Promise<Value>): Promise<Value | null> {
  if (!existsSync(join(folder, 'state.db'))) return null;
  const { openState } = await import('../core/adapters/state/open-state.ts');
  const appSettings = async () => ({ apps: {}, isHeld: false });
  try {
    const state = await openState({ folder, clock: systemClock(), actor: '', appSettings });
    try {
      return await read(state);
    } finally {
      state.close();
    }
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return null;
  }
}
