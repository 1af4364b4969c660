/**
 * `check` of a thousand apps in twenty practice orgs, with the real adapters and a real state file. The orgs run in their
 * own process, with latency. Prints its rows as JSON.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { requestsAtOnce } from '../src/core/adapters/salesforce/request-limits.ts';
import { createPracticeSignIns } from '../src/core/adapters/sign-ins/practice-sign-ins.ts';
import { openState } from '../src/core/adapters/state/open-state.ts';
import { systemClock } from '../src/core/adapters/system-clock.ts';
import { noAttention } from '../src/core/model/attention.ts';
import { Secret } from '../src/core/model/secret.ts';
import { defaultPolicy, type WatchedApp } from '../src/core/model/watched-app.ts';
import { checkApps, orgsAtOnce } from '../src/core/watch/check-apps.ts';
import type { BenchOrg } from './bench-practice-orgs.ts';

const latency = 150;
const rounds = 3;
/**
 * Requests that each need the previous answer: versions, list, retrieve, its status after a pause, the user, the user's
 * facts.
 */
const chain = 6 * latency + 100;
const [orgCount, appCount] = [20, 50];

const folder = mkdtempSync(join(tmpdir(), 'kt-check-'));
const clock = systemClock();
const log = { debug: () => undefined, warn: () => undefined };
const child = spawn(
  process.execPath,
  [
    '--import',
    'tsx',
    fileURLToPath(new URL('bench-practice-orgs.ts', import.meta.url)),
    folder,
    `${orgCount}`,
    `${appCount}`,
  ],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
const ended = once(child, 'exit');
try {
  const [line] = await once(createInterface(child.stdout), 'line');
  const orgs = JSON.parse(String(line)) as readonly BenchOrg[];
  const state = await openState({
    folder,
    clock,
    actor: 'bench@bench',
    appSettings: async () => ({ apps: {}, isHeld: false }),
  });
  const figures = [];
  for (let round = 0; round < rounds; round += 1) figures.push(await checkAll(orgs, state));
  state.close();
  process.stdout.write(`${JSON.stringify(rowsOf(figures))}\n`);
} finally {
  child.stdin.end();
  await ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

interface Figures {
  readonly ms: number;
  readonly bound: number;
  readonly requests: number;
  readonly most: number;
}

async function checkAll(orgs: readonly BenchOrg[], state: Awaited<ReturnType<typeof openState>>): Promise<Figures> {
  const signIns = new Map(orgs.map((org) => [org.username, createPracticeSignIns({ ...org, clock, log })]));
  const secrets = new Map(orgs.flatMap(({ apps }) => apps.map(({ key, secret }) => [key, secret] as const)));
  const watched = orgs.flatMap(watchedIn);
  for (const app of watched)
    if (!(await state.apps.find(app.orgId, app.app, app.consumerId))) await state.apps.save(app);
  const before = await callsOf(orgs);
  await setLatency(orgs, latency);
  const begun = performance.now();
  const outcomes = await checkApps(
    {
      ...{ state, clock, signal: new AbortController().signal, orgNameOf: ({ org }) => org },
      deliveries: { inspect: async () => null, recheck: async () => null, keyIn: async () => null },
      openOrg: (name) => signIns.get(name)?.open(name) ?? Promise.reject(new Error(`no org ${name}`)),
      storeOf: async () => ({
        get: async (orgId, consumerKey) => {
          const consumerSecret = new Secret(secrets.get(consumerKey) ?? '');
          return { orgId, app: '', savedAt: 0, consumerKey, consumerSecret };
        },
        ...{
          kind: 'file',
          reference: () => '',
          put: async () => {},
          claim: async () => {},
          owns: async () => true,
          remove: async () => true,
        },
        ...{ keys: async () => [], entries: async () => [] },
      }),
    },
    watched,
  );
  const ms = performance.now() - begun;
  await setLatency(orgs, 0);
  for (const outcome of outcomes) {
    if ('failure' in outcome) throw outcome.failure;
    const { lastProof, lastCheck } = outcome.checked.watched;
    if (lastProof?.answer !== 'accepted' || lastCheck?.drift.length !== 0)
      throw new Error('the check missed something that is there');
  }
  const after = await callsOf(orgs);
  const requests = after.map(({ calls }, index) => calls - (before[index]?.calls ?? 0));
  const bounds = requests.map((count) => Math.max(Math.ceil(count / requestsAtOnce) * latency, chain));
  return {
    ms,
    bound: Math.max(bounds.reduce((sum, each) => sum + each, 0) / orgsAtOnce, ...bounds),
    requests: requests.reduce((sum, each) => sum + each, 0),
    most: Math.max(...after.map(({ maxInFlight }) => maxInFlight)),
  };
}

function rowsOf(figures: readonly Figures[]) {
  const one = figures.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];
  const found = figures.find(({ ms }) => ms === one);
  if (!found) throw new Error('nothing was measured');
  const { ms, bound, requests } = found;
  const most = Math.max(...figures.map((each) => each.most));
  const times = ms / bound;
  return [
    {
      name: `check of ${orgCount * appCount} apps in ${orgCount} orgs, ${latency} ms`,
      ...{ value: ms, unit: 'ms', shown: `${times.toFixed(2)}× bound`, limit: '≤ 1.3× bound', isOk: times <= 1.3 },
    },
    {
      name: '  requests for it',
      value: requests,
      unit: '',
      shown: `${(requests / orgCount / appCount).toFixed(2)} an app`,
    },
    {
      name: '  most requests on the way to an org',
      ...{ value: most, unit: '', limit: `≤ ${requestsAtOnce}`, isOk: most <= requestsAtOnce },
    },
  ];
}

function watchedIn({ orgId, username, instanceUrl, apps }: BenchOrg): readonly WatchedApp[] {
  const adoptedAt = clock.now();
  return apps.map(({ app, appId, consumerId, key }) => ({
    ...{ orgId, org: username, orgName: 'Acme Corp', username, instanceUrl, isSandbox: false },
    ...{
      app,
      label: app,
      appId,
      consumerId,
      consumerKey: key,
      executionUser: null,
      policy: defaultPolicy,
      chosenPolicy: defaultPolicy,
    },
    ...{ consumers: [], deliveries: [], hasNoConsumers: true, store: { kind: 'file' as const, reference: '' } },
    ...{ issuedAt: adoptedAt, ageSource: 'told' as const, adoptedAt },
    ...{ baseline: null, lastCheck: null, trouble: null, attention: noAttention, lastProof: null },
  }));
}

async function setLatency(orgs: readonly BenchOrg[], ms: number): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  for (const { controlUrl } of orgs)
    await fetch(`${controlUrl}/latency`, { method: 'POST', headers, body: JSON.stringify({ ms }) });
}

async function callsOf(orgs: readonly BenchOrg[]) {
  return Promise.all(
    orgs.map(async ({ controlUrl }) => {
      const { calls, maxInFlight } = (await (await fetch(`${controlUrl}/state`)).json()) as {
        readonly calls: Readonly<Record<string, number>>;
        readonly maxInFlight: number;
      };
      return { calls: Object.values(calls).reduce((sum, each) => sum + each, 0), maxInFlight };
    }),
  );
}
