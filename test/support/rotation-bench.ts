import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { createDeliveries } from '../../src/core/adapters/delivery/deliveries.ts';
import { privateFolder } from '../../src/core/adapters/home.ts';
import { createIncidents } from '../../src/core/adapters/incidents.ts';
import { createAgeStore } from '../../src/core/adapters/secret-store/age-file.ts';
import { ageFolder } from '../../src/core/adapters/secret-store/age-folder.ts';
import { permittedStore } from '../../src/core/adapters/secret-store/permitted-store.ts';
import { createPracticeSignIns } from '../../src/core/adapters/sign-ins/practice-sign-ins.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { WatchedApp } from '../../src/core/model/watched-app.ts';
import type { OperatePorts } from '../../src/core/operate/operate-request.ts';
import type { Clock, Log, SecretStore, State } from '../../src/core/ports/ports.ts';
import type { RotationNews } from '../../src/core/words/news.ts';
import { startPracticeOrg } from '../../src/practice-org/start.ts';
import { watchedApp } from '../core/watch/watched-apps.ts';
import { noAppSettings } from './no-app-settings.ts';
import type { PracticeState } from './practice.ts';
import { targets } from './targets.ts';
import { tempFolder } from './temp-folder.ts';

type Consumer = PracticeState['apps'][number]['consumers'][number];
export type TruePair = Consumer['pairs'][number];

/** A practice org over HTTP with the product's real adapters, and consumers that read what is delivered to them. */
export interface RotationBench {
  readonly app: string;
  /** keyturn's folder. The practice org has its own. */
  readonly home: string;
  readonly clock: BenchClock;
  readonly state: State;
  readonly store: SecretStore;
  /** What was reported to the person, oldest first. */
  readonly news: RotationNews[];
  /** The ports of a new process. */
  readonly ports: OperatePorts;
  readonly original: TruePair;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  truth(): Promise<PracticeState>;
  /** The org's report about all credentials that the OAuth consumer ever had. */
  pairs(): Promise<readonly TruePair[]>;
  watched(): Promise<WatchedApp>;
  /** The credentials that each consumer currently reads. */
  held(): readonly { readonly target: string; readonly consumerKey: string; readonly consumerSecret: string }[];
}

export interface BenchOptions {
  readonly app?: string;
  readonly scenario?: string;
  /** Longest wait for an answer of the org, in ms; the product's default if missing. */
  readonly deadlineMs?: number;
  readonly knobs?: Readonly<Record<string, unknown>>;
  /** REST access to secrets is off. */
  readonly isOff?: boolean;
}

const quiet: Log = { debug: () => undefined, warn: () => undefined };

/** Opens a bench while `work` runs. */
export async function withRotationBench<Value>(
  options: BenchOptions,
  work: (bench: RotationBench) => Promise<Value>,
): Promise<Value> {
  const bench = await rotationBench(options);
  try {
    return await work(bench);
  } finally {
    await bench.close();
  }
}

/** The same, for a test that closes it itself. */
export async function rotationBench(options: BenchOptions = {}): Promise<RotationBench & { close(): Promise<void> }> {
  const { app = 'ERP_Bridge', scenario = 'acme', knobs = {}, isOff = false } = options;
  const folder = tempFolder();
  const org = await startPracticeOrg({ folder: join(folder, 'practice'), scenario, now: Date.UTC(2026, 10, 24, 3) });
  const control = controlOf(org.controlUrl);
  await control('PUT', '/knobs', knobs);
  await control('POST', '/act', { act: 'secretAccess', on: !isOff });
  const clock = await benchClock(control);
  const home = join(folder, 'practice-watch');
  mkdirSync(home);
  const state = await openState({ folder: home, clock, actor: 'tester@bench', appSettings: noAppSettings });
  const store = await fileStore(home);
  const close = async () => {
    state.close();
    await org.close();
  };
  const truth = async () => (await control('GET', '/state')) as PracticeState;
  const found = (await truth()).apps.find(({ developerName }) => developerName === app);
  const consumer = found?.consumers[0];
  const original = consumer?.pairs.find(({ slot }) => slot === 'primary');
  if (!found || !consumer || !original) throw new Error('the seed has no such app');
  const consumers = consumersIn(folder, original);
  const deadline = options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs };
  const signIns = createPracticeSignIns({ ...org, ...deadline, clock, log: quiet });
  const { orgId, instanceUrl, username } = org;
  const user = (await (await signIns.open('practice')).users.find(found.executionUser ?? '')) ?? null;
  const where = { orgId, org: 'practice', instanceUrl, username, appId: found.id, consumerId: consumer.id };
  const label = app.replaceAll('_', ' ');
  const pair = { consumerKey: original.consumerKey, consumerSecret: new Secret(original.consumerSecret) };
  await store.put({ ...pair, orgId, app, savedAt: clock.now() });
  await state.apps.save(
    watchedApp({
      ...where,
      ...{ app, label, consumerKey: original.consumerKey, deliveries: consumers.targets },
      executionUser: user && { id: user.id, username: user.username },
      issuedAt: null,
      ageSource: 'unknown',
    }),
  );
  const news: RotationNews[] = [];
  return {
    ...{ app, home, clock, state, store, news, original, control, truth, close, held: consumers.held },
    pairs: async () => pairsOf(await truth(), consumer.id),
    watched: async () => {
      const watched = await state.apps.find(orgId, app, consumer.id);
      if (!watched) throw new Error('it is not watched any more');
      return watched;
    },
    ports: {
      ...{ state, clock, signIns, prover: null, signal: new AbortController().signal },
      deliveries: createDeliveries({ env: { PATH: process.env.PATH } }),
      incidents: createIncidents(home),
      tell: (told) => news.push(told),
      chance: () => 0.5,
      openOrg: (name) => signIns.open(name),
      openStore: async () => store,
    },
  };
}

function controlOf(controlUrl: string): RotationBench['control'] {
  return async (method, path, body) => {
    const answer = await fetch(`${controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  };
}

/** The file store with its identity already unlocked. Unlocking it would cost each bench a process. */
async function fileStore(home: string): Promise<SecretStore> {
  const folder = ageFolder(home);
  privateFolder(folder.path);
  privateFolder(folder.pairs);
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  return permittedStore(createAgeStore(folder, { identity: new Secret(identity), recipient }));
}

function pairsOf({ apps }: PracticeState, consumerId: string): readonly TruePair[] {
  return apps.flatMap(({ consumers }) => consumers).find(({ id }) => id === consumerId)?.pairs ?? [];
}

/** One consumer reads an env file, the other gets deliveries from a program. Both start with the current credentials. */
function consumersIn(folder: string, { consumerKey, consumerSecret }: TruePair) {
  const file = join(folder, 'erp.env');
  const told = join(folder, 'told.json');
  const program = join(folder, 'hand-over');
  writeFileSync(file, `SALESFORCE_CONSUMER_KEY=${consumerKey}\nSALESFORCE_CONSUMER_SECRET=${consumerSecret}\n`);
  writeFileSync(told, JSON.stringify({ consumerKey, consumerSecret }));
  writeFileSync(program, `#!/bin/sh\ncat > '${told}.'$$ && exec mv '${told}.'$$ '${told}'\n`);
  chmodSync(program, 0o700);
  const held = () => {
    const env = readFileSync(file, 'utf8');
    const { consumerKey: key, consumerSecret: secret } = JSON.parse(readFileSync(told, 'utf8'));
    const entryOf = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(env)?.[1] ?? '';
    const inFile = { consumerKey: entryOf('SALESFORCE_CONSUMER_KEY') };
    return [
      { target: `file:${file}`, ...inFile, consumerSecret: entryOf('SALESFORCE_CONSUMER_SECRET') },
      { target: `exec:${program}`, consumerKey: String(key), consumerSecret: String(secret) },
    ];
  };
  return { targets: targets(`file:${file}`, `exec:${program}`), held };
}

export interface BenchClock extends Clock {
  /** Real time in ms for five seconds of waiting, so that requests can reach the org. Longer waits take no longer. */
  realMs: number;
  /** How far this computer's clock is ahead of the org's; negative if it is behind. In ms. */
  aheadMs: number;
  advance(ms: number): Promise<void>;
}

/** The org's time. Waiting moves it forward in whole seconds. */
async function benchClock(control: RotationBench['control']): Promise<BenchClock> {
  const { now: start } = (await control('GET', '/clock')) as { now: string };
  const begun = performance.now();
  let offset = 0;
  const advance = async (ms: number) => {
    const seconds = Math.ceil(ms / 1000);
    for (let left = seconds; left > 0; left -= 900_000) {
      await control('POST', '/clock', { advance: `${Math.min(left, 900_000)}s` });
    }
    offset += seconds * 1000;
  };
  const clock: BenchClock = {
    realMs: 0,
    aheadMs: 0,
    advance,
    now: () => Date.parse(start) + Math.round(performance.now() - begun) + offset + clock.aheadMs,
    deadline: () => new AbortController().signal,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      // Real waiting in proportion to the org's time.
      const real = (clock.realMs * Math.min(Math.ceil(ms / 1000), 5)) / 5;
      if (real > 0) await new Promise((resolve) => setTimeout(resolve, real));
      await advance(ms);
      signal?.throwIfAborted();
    },
  };
  return clock;
}
