import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { backUpState } from '../../../../src/core/adapters/state/backups.ts';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import { hadState } from '../../../../src/core/adapters/state/set-aside.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { billingSync } from './state-fixtures.ts';

const program = fileURLToPath(new URL('./repairer.ts', import.meta.url));
const preload = fileURLToPath(new URL('../../../support/kill-at.mjs', import.meta.url));

async function openedIn(folder: string) {
  return openState({ folder, clock: new FakeClock(), actor: 'maria@laptop', appSettings: noAppSettings });
}

/** A folder with a backup and a damaged state. */
async function damagedFolder(): Promise<string> {
  const folder = tempFolder();
  const state = await openedIn(folder);
  await state.apps.save(billingSync);
  state.close();
  await backUpState({ folder, clock: new FakeClock(), isUrgent: true });
  truncateSync(join(folder, 'state.db'), 5_000);
  return folder;
}

async function repairing(folder: string, at: number) {
  const outside = tempFolder();
  const [plan, counted] = [join(outside, 'plan.json'), join(outside, 'counted')];
  writeFileSync(plan, JSON.stringify({ at, counted, withSync: true }));
  const env = { ...process.env, NODE_OPTIONS: `--import=${preload}`, KILL_AT_PLAN: plan };
  const child = spawn(process.execPath, [program, folder], { env, timeout: 300_000 });
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  const signal = await new Promise<string | null>((resolve) => child.on('close', (_code, by) => resolve(by)));
  return { said, signal, count: signal ? 0 : Number(readFileSync(counted, 'utf8')) };
}

it('a repair that is killed at any boundary leaves no empty state, and finishes when it is repeated', async () => {
  const original = await damagedFolder();
  const copy = () => {
    const folder = tempFolder();
    cpSync(original, folder, { recursive: true });
    return folder;
  };
  const { count, said } = await repairing(copy(), 0);
  expect([said, count > 5]).toEqual(['', true]);
  for (let at = 1; at <= count; at += 1) {
    const folder = copy();
    expect([at, await repairing(folder, at)]).toEqual([at, { said: '', signal: 'SIGKILL', count: 0 }]);
    expect([at, hadState(folder)]).toEqual([at, true]);
    expect([at, (await repairing(folder, 0)).said]).toEqual([at, '']);
    const state = await openedIn(folder);
    expect([at, (await state.apps.list()).map(({ app }) => app)]).toEqual([at, ['Billing_Sync']]);
    expect([at, state.installation.unconfirmed()]).toEqual([at, 'restored']);
    state.close();
    const names = readdirSync(folder);
    expect([at, names.some((name) => name.startsWith('state.db.damaged-'))]).toEqual([at, true]);
    expect([at, names.filter((name) => /restoring|\.tmp/.test(name))]).toEqual([at, []]);
  }
});
