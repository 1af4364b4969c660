import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { productFolder } from '../../src/core/adapters/home.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { call } from '../support/call.ts';
import { figure } from '../support/figure.ts';
import { control, domainOf, type Place, type Practising, place, program } from '../support/keyturn.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import type { PracticeState } from '../support/practice.ts';
import { practiceOrg } from '../support/practice-org.ts';
import { tempFolder } from '../support/temp-folder.ts';

const preload = join(import.meta.dirname, '../support/kill-at.mjs');
const kills = 9;

it(`a setup that is killed is finished by the next one, wherever it was: ${kills} moments`, async () => {
  const whole = await locked();
  const boundaries = (await killedAt(whole, 0)) ?? 0;
  expect(boundaries).toBeGreaterThan(kills);
  for (let kill = 0; kill < kills; kill += 1) {
    // From before the first effect to shortly before the last one: what is written in one turn may be fewer effects next time.
    const at = 1 + Math.floor((kill * (boundaries - 1)) / kills);
    const here = await locked();
    expect([at, await killedAt(here, at)]).toEqual([at, null]);
    const next = await call(here, here.setup);
    expect([at, next.code, JSON.parse(next.stdout).name]).toEqual([at, 0, undefined]);
    const state = (await control(here.org, 'GET', '/state')) as PracticeState;
    const app = state.apps.find(({ developerName }) => developerName === 'Billing_Sync');
    expect(app?.flow).toEqual({ app: true, policy: true });
    expect(state.secretAccessOverRest).toBe(false);
    expect(
      state.deploys.filter(({ checkOnly, status }) => !checkOnly && status === 'Succeeded').length,
    ).toBeLessThanOrEqual(6);
    expect([at, await openActs(here)]).toEqual([at, []]);
  }
  figure(`setups killed at ${kills} of ${boundaries} boundaries with SIGKILL; the next one finishes each`);
});

interface Locked extends Place {
  readonly org: Practising;
  readonly setup: readonly string[];
}

/** An org in which a setup has to turn on REST access to secrets, and to assign a permission set. */
async function locked(): Promise<Locked> {
  const here = place(join(tempFolder(), 'home'));
  const org = await practiceOrg(here, 'locked-down');
  const permission = { act: 'grantPermission', username: org.username, permission: 'ViewClientSecret' };
  await control(org, 'POST', '/act', permission);
  const setup = [
    ...['setup', '--practice', '--app', 'Billing_Sync', '--execution-user', `int.billing@${domainOf(here)}`],
    ...['--no-certificate', '--grant-permission-set', 'Billing_Sync_Access', '--yes', '--json'],
  ];
  return { ...here, org, setup };
}

/** Kills a setup at this boundary of an effect. Returns the number of its boundaries if it ended by itself, otherwise null. */
async function killedAt({ env, home, setup }: Locked, at: number): Promise<number | null> {
  const [plan, counted] = [join(home, `plan-${at}.json`), join(home, `counted-${at}`)];
  writeFileSync(plan, JSON.stringify({ at, counted }));
  const child = spawn(process.execPath, [program, ...setup], {
    env: { ...process.env, ...env, NODE_OPTIONS: `--import=${preload}`, KILL_AT_PLAN: plan },
    stdio: 'ignore',
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('close', (...ended) => resolve(ended)),
  );
  rmSync(plan);
  if (signal === 'SIGKILL') return null;
  expect(code).toBe(0);
  return Number(readFileSync(counted, 'utf8'));
}

/** Acts of which the audit trail says that they were begun, and not what came of them. @throws if the trail was changed */
async function openActs({ home }: Place): Promise<readonly string[]> {
  const state = await openState({
    ...{ folder: productFolder(home, true), clock: systemClock(), actor: 'test' },
    appSettings: noAppSettings,
  });
  try {
    await state.journal.verify();
    return (await state.journal.open()).map(({ action }) => action);
  } finally {
    state.close();
  }
}
