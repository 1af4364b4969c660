import { evolve } from '../../../src/core/machine/evolve.ts';
import { startOf } from '../../../src/core/machine/start.ts';
import { startEmergency } from '../../../src/core/machine/start-emergency.ts';
import type { Pair } from '../../../src/core/model/app.ts';
import { noCautions } from '../../../src/core/model/file-cautions.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { TokenAnswer } from '../../../src/core/model/token-answer.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import type { Deliveries, SalesforceOrg, SecretStore, StoredPair } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import type { RotationPorts, Run } from '../../../src/core/rotation/run.ts';
import { newAttempt } from '../../../src/core/rotation/run.ts';
import type { RotationNews } from '../../../src/core/words/news.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { noon } from '../watch/watched-apps.ts';
import { look, me, newKey, oldKey, saved, usualRequest, watched } from './given.ts';

export const issued: TokenAnswer = {
  kind: 'issued',
  orgId: watched.orgId,
  userId: '005000000000001AAA',
  username: fromOutside('int.billing@acme.example'),
  scopes: ['api'],
};

/** What an org may answer. */
export const refused = reason('OrgRefused', { call: 'the call', errorCode: 'NO', message: 'not now' });
export const lost = reason('OrgUnreachable', { host: 'acme', problem: 'no answer' });
export const notAllowed = reason('PermissionMissing', { username: 'ada', permissions: ['ManageUsers'] });

export function refusal(error: string, status = 400, description = 'refused'): TokenAnswer {
  return { kind: 'error', status, error: fromOutside(error), description: fromOutside(description) };
}

export interface Situation {
  /** Changes what the run remembers; at first its new pair is staged and saved. */
  readonly rotation?: Partial<Rotation>;
  readonly watched?: Partial<WatchedApp>;
  /** What the token endpoint says to a consumer key. */
  readonly token?: (consumerKey: string) => TokenAnswer;
  readonly deliver?: Deliveries['deliver'];
  readonly org?: { readonly [Part in keyof SalesforceOrg]?: Partial<SalesforceOrg[Part]> };
  readonly store?: Partial<SecretStore>;
  readonly ports?: Partial<RotationPorts>;
  readonly run?: Partial<Pick<Run, 'prepared' | 'seen' | 'patienceMs' | 'isSelf' | 'lease'>>;
}

/** A run in the middle, over fakes: nothing waits, and what is not faked throws when it is asked. */
export function runWith(situation: Situation = {}) {
  const clock = new FakeClock(noon);
  const memory = new MemoryState();
  const opened = memory.open(clock);
  // The lease of the run is a fake, too.
  const state = { ...opened, leases: { ...opened.leases, guarding: (_held: unknown, work: () => never) => work() } };
  const pairs = new Map<string, Pair>([oldKey, newKey].map((key) => [key, pairOf(key)]));
  const news: RotationNews[] = [];
  const app = { ...watched, ...situation.watched };
  const org = {
    name: 'acme',
    orgId: app.orgId,
    aheadMs: () => null,
    instanceUrl: app.instanceUrl,
    isPractice: false,
    hasOpaqueSession: true,
    mustFinish: (work: () => Promise<unknown>) => work(),
    keepingAtMost: (_: number, work: () => Promise<unknown>) => work(),
    tokens: { clientCredentials: async ({ consumerKey }: Pair) => situation.token?.(consumerKey) ?? issued },
    ...situation.org,
  } as unknown as SalesforceOrg;
  const store = {
    kind: 'file',
    reference: (_orgId: string, key: string) => `file ${key}`,
    get: async (_orgId: string, key: string) => pairs.get(key) ?? null,
    put: async (pair: StoredPair) => void pairs.set(pair.consumerKey, pair),
    claim: async () => undefined,
    owns: async (_orgId: string, key: string) => pairs.has(key),
    remove: async (_orgId: string, key: string) => pairs.delete(key),
    ...situation.store,
  } as unknown as SecretStore;
  const deliver = situation.deliver ?? (async () => null);
  const ports: RotationPorts = {
    org,
    state,
    store,
    clock,
    deliveries: {
      deliver,
      inspect: async () => null,
      cautions: async () => noCautions,
      places: async ({ name }) => [name],
      // Each file has what was delivered to it, and nothing else.
      recheck: async (_target, { consumerSecret }) => (consumerSecret ? null : fromOutside('other credentials')),
      keyIn: async () => null,
      settle: async () => undefined,
    },
    incidents: {
      writeReport: async () => '/reports/run-1.md',
      keptRecords: async () => [],
    } as unknown as RotationPorts['incidents'],
    prover: null,
    signal: new AbortController().signal,
    tell: (one) => void news.push(one),
    chance: () => 0.5,
    ...situation.ports,
  };
  const run: Run = {
    ports,
    prepared: null,
    patienceMs: 120_000,
    isSelf: false,
    lease: { fence: 1, heartbeat: async () => undefined, release: async () => undefined } as unknown as Run['lease'],
    attempt: newAttempt(),
    rotation: { ...saved.reduce(evolve, startOf(usualRequest, usualFacts).rotation), ...situation.rotation },
    watched: app,
    seen: look(),
    ...situation.run,
  };
  const notes = () => memory.lines.map(({ event, action, detail }) => ({ event, action, ...detail }));
  const steps = () => memory.lines.map(({ event, action }) => `${action} ${event}`);
  return { run, news, clock, pairs, memory, notes, steps };
}

/** What an emergency remembers; nothing is done yet. */
export function emergency(fields: Partial<NonNullable<Rotation['emergency']>> = {}): Partial<Rotation> {
  const wishes = {
    confirmedAt: noon,
    leakedSince: null,
    containBy: null,
    replaceBy: 'staging',
    keepsSessions: false,
    freesStranger: false,
    reportTo: null,
    certificate: 'none',
  } as const;
  const { rotation } = startEmergency(wishes, usualFacts, null);
  const run = rotation.emergency;
  return { kind: 'emergency', emergency: run && { ...run, ...fields } };
}

const usualFacts = { watched, open: null, seen: look(), personId: me, now: noon, newId: 'run-1' };

function pairOf(consumerKey: string): Pair {
  return { consumerKey, consumerSecret: new Secret(`secret of ${consumerKey}`) };
}
