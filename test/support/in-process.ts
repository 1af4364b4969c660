import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { type RunningPracticeOrg, startPracticeOrg } from '../../src/practice-org/start.ts';
import { expectPrinted } from './documents.ts';
import { makeQuickStore, type Place, place } from './keyturn.ts';
import { tempFolder } from './temp-folder.ts';
import { witnessOf } from './truth/witness.ts';

export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Commands of this process on a practice org that keeps running, so that its requests can be counted. */
export interface InProcess {
  readonly here: Place;
  readonly org: RunningPracticeOrg;
  /** Runs a command with `--practice`, without a terminal. Its document fits its schema, and what it says is true. */
  call(...args: readonly string[]): Promise<Called>;
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
  const org = await startPracticeOrg({ folder: join(here.home, 'practice'), now: systemClock().now() });
  onTestFinished(() => org.close());
  const call = async (...args: readonly string[]) => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    stdin.end();
    const streams = { stdin, stdout, stderr } as unknown as Streams;
    const witness = witnessOf(here.home, [...args, '--practice']);
    const code = await withoutListeners(() => run([...args, '--practice'], { version: '0', streams, env: here.env }));
    const called = { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
    expectPrinted(args, called);
    witness.ended(called.stdout, called.stderr);
    return called;
  };
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
    call,
    control,
    works: async (...args) => {
      const { code, stdout } = await call(...args, '--json');
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

/** A command of this process leaves no listeners behind. */
async function withoutListeners<Value>(work: () => Promise<Value>): Promise<Value> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)));
  try {
    return await work();
  } finally {
    for (const signal of signals)
      for (const listener of process.listeners(signal)) if (!before.has(listener)) process.off(signal, listener);
  }
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
