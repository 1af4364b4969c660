import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RunningPracticeOrg } from '../../src/practice-org/start.ts';
import { call } from './call.ts';
import { makeQuickStore, type Place, place, type Ran } from './keyturn.ts';
import { practiceOrg } from './practice-org.ts';
import { tempFolder } from './temp-folder.ts';

/** Commands of this process on a practice org that keeps running, so that its requests can be counted. */
export interface InProcess {
  readonly here: Place;
  readonly org: RunningPracticeOrg;
  /** Runs a command with `--practice`, without a terminal. Its document fits its schema, and what it says is true. */
  call(...args: readonly string[]): Promise<Ran>;
  /** The same with `--json`; returns the document. @throws Error if the command fails */
  works(...args: readonly string[]): Promise<Record<string, unknown>>;
  control(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** How often each method and path was called. */
  calls(): Promise<ReadonlyMap<string, number>>;
  /** Everything that the org keeps, without sign-ins, sessions and counters. */
  truth(): unknown;
  /** Every row of every table of the state. */
  rows(): Readonly<Record<string, readonly unknown[]>>;
}

export async function inProcess(): Promise<InProcess> {
  const here = place(join(tempFolder(), 'home'));
  mkdirSync(here.home, { recursive: true, mode: 0o700 });
  await makeQuickStore(here);
  const org = await practiceOrg(here);
  const control = async (method: string, path: string, body?: unknown) => {
    const sent =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${org.controlUrl}${path}`, { method, ...sent });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  return {
    here,
    org,
    call: (...args) => call(here, [...args, '--practice']),
    control,
    works: async (...args) => {
      const { code, stdout } = await call(here, [...args, '--practice', '--json']);
      const { result, message } = JSON.parse(stdout) as { result: Record<string, unknown>; message?: string };
      if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${message}`);
      return result;
    },
    calls: async () => new Map(Object.entries((await control('GET', '/state')).calls as Record<string, number>)),
    truth: () => {
      const data = JSON.parse(readFileSync(join(here.home, 'practice', 'org.json'), 'utf8')) as object;
      return { ...data, sessions: [], logins: [], changedUsers: [], apiCalls: null, counter: null };
    },
    rows: () => rowsIn(join(here.home, 'practice-watch', 'state.db')),
  };
}

function rowsIn(path: string): Readonly<Record<string, readonly unknown[]>> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all();
    return Object.fromEntries(
      tables.map(({ name }) => [String(name), database.prepare(`SELECT * FROM "${name}"`).all()]),
    );
  } finally {
    database.close();
  }
}
