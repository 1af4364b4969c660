import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import type { Clock } from '../../src/core/ports/ports.ts';
import { call } from '../support/call.ts';
import { inProcess } from '../support/in-process.ts';

const apps = ['ERP_Bridge', 'Data_Lake'];

/** Emergencies of two apps of one user. Both froze the user, and were killed before they made new credentials. */
async function killedEmergencies() {
  const bench = await inProcess();
  const { here, org, works, call, control } = bench;
  const secrets = (act: string) =>
    control('POST', '/act', { act, username: org.username, permission: 'ViewClientSecret' });
  for (const app of apps) await works('watch', app, '--deliver', `file:${here.home}.${app}.env`);
  await secrets('revokePermission');
  const { code } = await call('emergency', '--all', '--contain=freeze', '--confirm', 'practice');
  expect(code).not.toBe(0);
  await secrets('grantPermission');
  const folder = join(here.home, 'practice-watch');
  const appSettings = async () => ({ apps: {}, isHeld: false });
  const state = await openState({ folder, clock: systemClock(), actor: 'test', appSettings });
  const runs = await state.rotations.unfinished();
  for (const run of runs) await state.rotations.save({ ...run, stop: null });
  state.close();
  expect(runs.map(({ app, emergency }) => [app, emergency?.containment?.by]).sort()).toEqual(
    [...apps].sort().map((app) => [app, 'freeze']),
  );
  return bench;
}

/** Waiting takes no time. */
function passing(usual: Clock): Clock {
  let ahead = 0;
  const sleep = async (ms: number) => {
    ahead += ms;
  };
  return { ...usual, now: () => usual.now() + ahead, sleep };
}

it('resume finishes an app whose user another one of its apps had to unfreeze first', async () => {
  const { here, works } = await killedEmergencies();
  const { code, stderr } = await call(here, ['resume', '--yes', '--practice'], {
    pace: { clock: passing, deadlineMs: 30_000 },
  });
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('AppGivesNoToken')]);
  const folder = join(here.home, 'practice-watch', 'incidents');
  const reports = readdirSync(folder).filter((name) => name.endsWith('.md') && !name.startsWith('all-'));
  expect(reports).toHaveLength(apps.length);
  for (const report of reports)
    expect(readFileSync(join(folder, report), 'utf8')).not.toMatch(
      /still frozen|stays frozen|not verified|hasn't verified/i,
    );
  expect(await works('resume', '--yes')).toMatchObject({ runs: [] });
});
