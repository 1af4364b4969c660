import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import type { Rotation } from '../../src/core/model/rotation.ts';
import type { OrgData } from '../../src/practice-org/model/org-data.ts';
import { inProcess } from '../support/in-process.ts';
import { domainOf } from '../support/keyturn.ts';

const erp = 'ERP_Bridge';
const lake = 'Data_Lake';

/** Two watched apps of one user. An emergency of the first one froze the user and was killed. Nobody has checked the second one. */
async function killedEmergency() {
  const bench = await inProcess();
  const { here, org, works, call, control } = bench;
  const secrets = (act: string) =>
    control('POST', '/act', { act, username: org.username, permission: 'ViewClientSecret' });
  await works('watch', erp, '--deliver', `file:${here.home}.env`);
  await works('watch', lake);
  await secrets('revokePermission');
  expect((await call('emergency', erp, '--contain=freeze', '--confirm', erp)).code).toBe(3);
  await secrets('grantPermission');
  await change(join(here.home, 'practice-watch'), (run) => ({ ...run, stop: null }));
  const isFrozen = () => {
    const data = JSON.parse(readFileSync(join(here.home, 'practice', 'org.json'), 'utf8')) as OrgData;
    const { changedUsers } = data;
    return changedUsers.some(({ username, isFrozen }) => username === `svc.erp@${domainOf(here)}` && isFrozen);
  };
  return { ...bench, isFrozen };
}

async function change(folder: string, work: (run: Rotation) => Rotation): Promise<void> {
  const appSettings = async () => ({ apps: {}, isHeld: false });
  const state = await openState({ folder, clock: systemClock(), actor: 'test', appSettings });
  for (const run of await state.rotations.unfinished()) await state.rotations.save(work(run));
  state.close();
}

it('a pass of the daemon that unfreezes a user tells nobody that the user is frozen', async () => {
  const { works, isFrozen } = await killedEmergency();
  expect(isFrozen()).toBe(true);
  const pass = (await works('daemon', '--once')) as Record<'actions' | 'notices', readonly Record<string, unknown>[]>;
  expect(isFrozen()).toBe(false);
  expect(pass.notices.map(({ app, kind }) => `${app} ${kind}`)).toEqual([
    `${erp} done-by-daemon`,
    `${lake} age-unknown`,
  ]);
  expect(pass.actions.map(({ app, action, outcome }) => `${app} ${action} ${outcome}`)).toEqual([
    `${erp} resume done`,
    `${erp} check done`,
    `${lake} check done`,
  ]);
});
