/** A tick with ten thousand watched apps, none of them due, on a real state with a long journal. Prints its row as JSON. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openState } from '../src/core/adapters/state/open-state.ts';
import { systemClock } from '../src/core/adapters/system-clock.ts';
import { noAttention } from '../src/core/model/attention.ts';
import { defaultPolicy, type WatchedApp } from '../src/core/model/watched-app.ts';
import type { OperatePorts } from '../src/core/operate/operate-request.ts';
import { tick } from '../src/scheduler/tick.ts';

const appCount = 10_000;
const journalLines = 100_000;
const ticks = 51;
const day = 86_400_000;

const folder = mkdtempSync(join(tmpdir(), 'kt-tick-'));
const clock = systemClock();
const now = clock.now();
try {
  const state = await openState({
    folder,
    clock,
    actor: 'bench@bench',
    appSettings: async () => ({ apps: {}, isHeld: false }),
  });
  seed();
  let requests = 0;
  const openOrg = () => {
    requests += 1;
    return Promise.reject(new Error('nothing is due'));
  };
  const signIns = { list: async () => [] };
  const operate = { state, clock, openOrg, signIns, signal: new AbortController().signal } as unknown as OperatePorts;
  const ports = {
    ...{ operate, operateFor: () => operate, post: { notifiers: [], reaches: () => true, address: () => [] } },
    addressOwn: () => [],
    host: 'bench',
    heartbeats: [],
    writeCard: async () => undefined,
    settings: {
      whole: '',
      windowOf: () => null,
      stageAheadDays: 14,
      checkEveryMs: day,
    },
  };
  const times: number[] = [];
  // New settings make every app due once.
  do await tick(ports);
  while ((await state.due.list(clock.now(), 1)).length > 0);
  for (let round = 0; round < ticks; round += 1) {
    const begun = performance.now();
    const { actions, needsAttention } = await tick(ports);
    times.push(performance.now() - begun);
    if (actions.length > 0 || needsAttention) throw new Error('something was due');
  }
  state.close();
  const ms = times.toSorted((a, b) => a - b)[Math.floor(ticks / 2)] ?? Number.NaN;
  const isOk = ms <= 5 && requests === 0;
  const shown = `${requests} requests`;
  const name = `tick, ${appCount} apps, nothing due`;
  process.stdout.write(`${JSON.stringify([{ name, value: ms, unit: 'ms', shown, limit: '≤ 5 ms, 0', isOk }])}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** A state as it is after a year: every app has its next due time. */
function seed(): void {
  const database = new DatabaseSync(join(folder, 'state.db'));
  database.exec('BEGIN');
  const app = database.prepare('INSERT INTO apps (org_id, app, consumer_id, body, due_at) VALUES (?, ?, ?, ?, ?)');
  for (let number = 0; number < appCount; number += 1) {
    const body = watchedApp(number);
    app.run(body.orgId, body.app, body.consumerId, JSON.stringify(body), now + day + number);
  }
  const line = database.prepare("INSERT INTO journal VALUES (NULL, 0, '', ?, 'rotate', ?, '', '', NULL, '{}', '', '')");
  for (let number = 0; number < journalLines; number += 1)
    line.run(number % 2 === 0 ? 'intended' : 'done', `intent-${Math.floor(number / 2)}`);
  database.exec('COMMIT');
  database.close();
}

function watchedApp(number: number): WatchedApp {
  const orgId = `00D0000000000${String(number % 200).padStart(2, '0')}AAA`;
  return {
    ...{ orgId, org: orgId, orgName: 'Acme', username: 'admin@acme.example', instanceUrl: '', isSandbox: false },
    ...{ app: `App_${number}`, label: `App ${number}`, appId: `0xI${number}`, consumerId: `888${number}` },
    ...{
      consumerKey: `3MVG9.${number}`,
      executionUser: null,
      policy: defaultPolicy,
      chosenPolicy: defaultPolicy,
      consumers: [],
      deliveries: [],
    },
    ...{ hasNoConsumers: true, store: null, issuedAt: now, ageSource: 'told', adoptedAt: now, baseline: null },
    ...{ lastCheck: { at: now, drift: [] }, trouble: null, attention: noAttention, lastProof: null },
  };
}
