import { describe, expect, it } from 'vitest';
import { pairFile } from '../../src/core/adapters/secret-store/age-folder.ts';
import { goodHealth } from '../../src/core/model/daemon-health.ts';
import { day } from '../../src/core/plain/time.ts';
import { nextStepWords } from '../../src/core/words/next-step.ts';
import { stateOf } from '../../src/practice-org/control/state.ts';
import { newTraffic } from '../../src/practice-org/http/server.ts';
import { createOrg } from '../../src/practice-org/seeds/scenarios.ts';
import type { Scene } from '../support/truth/fact.ts';
import { facts, falsehood, statementsIn } from '../support/truth/statements.ts';
import type { DaemonTruth, RunTruth, Truth, WatchedTruth } from '../support/truth/truth.ts';

const now = Date.UTC(2026, 10, 24);
const app = 'ERP_Bridge';
const org = createOrg('acme', now);
const shown = () => ({
  ...stateOf(org, newTraffic()),
  now: new Date(now).toISOString(),
  user: (name: string) => org.userNamed(name),
  may: (name: string, permission: string) => {
    const user = org.userNamed(name);
    return user !== null && org.permissionsOf(user).has(permission);
  },
});
const plain = shown();
const consumer = plain.apps.find(({ developerName }) => developerName === app)?.consumers[0];
const key = consumer?.pairs[0]?.consumerKey ?? '';

const watched = {
  orgId: plain.orgId,
  org: 'practice',
  app,
  label: 'ERP Bridge',
  consumerId: consumer?.id,
  consumerKey: key,
  issuedAt: now - 9 * day,
  adoptedAt: now - 9 * day,
  store: { kind: 'file', reference: '' },
  policy: { maxAgeDays: 90, graceDays: 7, remindDays: [30], automation: 'rotate' },
  consumers: [{ name: 'Bob', target: 'manual:Bob' }],
  hasNoConsumers: false,
  executionUser: { id: '', username: 'a@b.c' },
  lastProof: { at: now - day, answer: 'accepted', detail: '' },
  lastCheck: { at: now - day, drift: [] },
  attention: { snoozedUntil: null, acknowledged: null },
} as unknown as WatchedTruth;

const run = {
  id: '1',
  orgId: plain.orgId,
  org: 'practice',
  app,
  consumerId: consumer?.id,
  kind: 'rotate',
  ends: key,
  stays: 'x',
  startedAt: now - day,
  graceDays: 7,
  rotatedAt: null,
  savedAt: null,
  stagedProvedAt: null,
  primaryProvedAt: null,
  endedAt: null,
  finishedAt: null,
  stop: null,
  retry: null,
  emergency: null,
  outcome: null,
  deliveries: [],
} as unknown as RunTruth;

const daemon: DaemonTruth = {
  pid: 7,
  isAlive: true,
  startedAt: now,
  lastTickAt: now,
  nextTickAt: now,
  lastGoodTickAt: now,
  lastFailure: null,
};
const base: Truth = {
  now,
  org: plain,
  apps: [watched],
  runs: [],
  daemon,
  health: goodHealth,
  storedPairs: new Set([pairFile(watched)]),
  notified: [],
  journalLines: 5,
  trail: new Set(),
  openSetups: [],
  hasSettings: false,
};
const refused = {
  ...watched,
  lastProof: { at: now, answer: 'refused', detail: '' },
  issuedAt: null,
  consumers: [],
  store: null,
  hasNoConsumers: true,
};

/** The practice org with other credentials and settings for every app. */
function changed(): Truth['org'] {
  const apps = plain.apps.map((one) => ({
    ...one,
    oauthEnabled: false,
    executionUser: null,
    flow: { app: false, policy: false },
    consumers: one.consumers.map((each) => ({
      ...each,
      pairs: each.pairs.map((pair) => ({ ...pair, consumerKey: `${pair.consumerKey}x`, accepted: false })),
    })),
  }));
  return { ...plain, apps, secretAccessOverRest: !plain.secretAccessOverRest };
}

function inSlot(state: 'Active' | 'Rotated' | 'Expired'): Truth['org'] {
  const apps = plain.apps.map((one) => ({
    ...one,
    consumers: one.consumers.map((each) => ({
      ...each,
      pairs: each.pairs.flatMap((pair) => [
        pair,
        { ...pair, consumerKey: `${pair.consumerKey}s`, slot: 'staged' as const, state },
      ]),
    })),
  }));
  return { ...plain, apps };
}

/** All apps run as the same user. */
function shared(): Truth['org'] {
  return {
    ...plain,
    apps: plain.apps.map((one) => ({ ...one, executionUser: 'a@b.c', flow: { app: true, policy: true } })),
  };
}

const given = [{ target: 'manual:Bob', status: 'waiting', at: 1, problem: null }];
const truths: readonly Truth[] = [
  base,
  { ...base, apps: [] },
  { ...base, health: { ...goodHealth, lastGoodTickAt: now } },
  { ...base, org: changed(), apps: [refused as never], daemon: { ...daemon, isAlive: false } },
  { ...base, org: inSlot('Active'), runs: [{ ...run, savedAt: now }] },
  { ...base, org: inSlot('Rotated'), runs: [{ ...run, rotatedAt: now, savedAt: now, deliveries: given as never }] },
  { ...base, org: inSlot('Expired'), daemon: { ...daemon, lastFailure: { at: now + 1, problem: 'x' } } },
  { ...base, org: changed(), runs: [{ ...run, rotatedAt: now, endedAt: now, deliveries: given as never }] },
  { ...base, runs: [{ ...run, kind: 'emergency', stays: key, ends: 'x', emergency: {} as never }] },
  { ...base, org: changed(), runs: [{ ...run, kind: 'emergency', emergency: {} as never }] },
  { ...base, org: { ...plain, secretAccessOverRest: !plain.secretAccessOverRest } },
  { ...base, runs: [{ ...run, kind: 'emergency', emergency: {} as never }], journalLines: 0 },
  { ...base, org: shared(), runs: [{ ...run, kind: 'emergency', emergency: {} as never, savedAt: now }] },
  { ...base, runs: [{ ...run, rotateIntendedAt: null }] },
  { ...base, org: { ...plain, deploys: [{ id: '0Af', status: 'InProgress' }] as never } },
];

/** Wrong for every truth, but names what exists. */
const said = {
  app,
  user: org.data.adminUserId ? (org.userById(org.data.adminUserId)?.username ?? '') : '',
  before: 'x@y.z',
  key: `${key.slice(0, 5)}…${key.slice(-4)}`,
  leaked: `${key.slice(0, 5)}…${key.slice(-4)}`,
  fresh: 'AAAAA…zzzz',
  found: 'AAAAA…zzzz',
  when: 'in 55 days',
  on: '2020-01-01',
  since: '2020-01-01',
  until: '2020-01-01',
  state: 'overdue',
  code: 'Nope',
  consumer: 'Nobody',
  name: 'Nobody',
  apps: '977',
  orgs: '977',
  needy: '977',
  lines: '977',
  days: '977',
  count: '977',
  pid: '977',
  org: 'Acme Corp',
  deploy: '0Af',
  path: '/dev/null',
  acts: 'read',
  mode: '0604',
  permissions: 'Modify Metadata (ModifyMetadata)',
};

describe('each predicate', () => {
  it('says of some truth that its text is false', () => {
    const scenes = truths.flatMap((truth) =>
      truths.flatMap((before): readonly Scene[] =>
        [[], [app]].map((args) => ({ truth, before, recent: before, args })),
      ),
    );
    const others = [{}, { key: 'AAAAA…zzzz', user: 'no@such.user' }];
    const never = facts.filter(({ judge }) =>
      scenes.every((scene) =>
        others.every((more) => [true, null].includes(judge({ ...said, ...more }, scene) as never)),
      ),
    );
    expect(never.map(({ of, sample }) => `${of[0]}: ${sample}`)).toEqual([]);
  });
});

it('a run that another program replaced right after a text is the one that the text means', () => {
  const rotated = { ...run, savedAt: now, rotatedAt: now, primaryProvedAt: now, deliveries: [] };
  const said = statementsIn([nextStepWords(rotated as never, true, now) ?? '']);
  const emergency = { ...run, id: '2', kind: 'emergency', emergency: {} as never } as RunTruth;
  const replaced = { ...rotated, finishedAt: now + 1, outcome: 'replaced' } as RunTruth;
  const judged = (args: readonly string[], was: RunTruth) => {
    const scene = { truth: { ...base, runs: [was, emergency] }, before: base, recent: base, args };
    return said.flatMap((one) => falsehood(one, scene) ?? []).join();
  };
  expect(said.map(({ text }) => text).join()).toContain('are kept until');
  expect(judged(['rotate', app], replaced)).toBe('');
  expect(judged(['emergency', app], replaced)).toContain('nothing was promoted');
  expect(judged(['rotate', app], { ...replaced, finishedAt: now - 1 })).toContain('nothing was promoted');
});
