import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { domainOf } from '../support/keyturn.ts';

const erp = 'ERP_Bridge';
const lake = 'Data_Lake';

/** Two watched apps of one user. */
async function sharedUser() {
  const bench = await inProcess();
  const { here, org, works, call, control } = bench;
  await works('watch', erp, '--deliver', `file:${here.home}.env`);
  await works('watch', lake, '--deliver', `file:${here.home}.lake.env`);
  const secrets = (act: string) =>
    control('POST', '/act', { act, username: org.username, permission: 'ViewClientSecret' });
  const username = `svc.erp@${domainOf(here)}`;
  /** Emergencies that freeze the user and stop there, because the secret can't be read. */
  const contain = async (...apps: readonly string[]) => {
    await secrets('revokePermission');
    for (const app of apps) expect((await call('emergency', app, '--contain=freeze', '--confirm', app)).code).toBe(3);
    await secrets('grantPermission');
  };
  const unfreeze = () => control('POST', '/act', { act: 'unfreeze', username });
  const said = async (...args: readonly string[]) => (await call(...args)).stdout.replace(/\s+/g, ' ');
  const actions = async () => {
    const done = (await works('daemon', '--once')) as { actions: readonly Record<string, string>[] };
    return done.actions.map(({ app, action, outcome }) => `${app} ${action} ${outcome}`);
  };
  return { ...bench, contain, unfreeze, said, actions, username };
}

it('an emergency that waited for another one goes on once that one has unfrozen the user, and status says so', async () => {
  const { call, works, contain, said, actions } = await sharedUser();
  await contain(erp, lake);
  const stopped = await call('resume', erp);
  expect([stopped.code, stopped.stderr]).toEqual([3, expect.stringContaining('AppGivesNoToken')]);
  expect(await said('status')).toContain(`stays frozen until the emergency of ${lake} is finished`);
  await works('resume', lake);
  const after = await said('status');
  expect(after).not.toMatch(/stays frozen|AppGivesNoToken/);
  expect(await actions()).toContain(`${erp} resume done`);
  expect(await said('status')).not.toMatch(/emergency|frozen/);
});

it('a run that stopped because of the freeze goes on once the emergency has unfrozen the user', async () => {
  const { call, works, contain, actions } = await sharedUser();
  await contain(erp);
  const stopped = await call('rotate', lake, '--yes');
  expect([stopped.code, stopped.stderr]).toEqual([3, expect.stringContaining('AppGivesNoToken')]);
  await works('resume', erp);
  expect(await actions()).toContain(`${lake} resume done`);
});

it('status --all keeps an abandoned freeze for the emergency that needs it, and forgets it once the user is unfrozen', async () => {
  const { works, contain, said } = await sharedUser();
  await contain(erp, lake);
  await works('unwatch', erp, '--confirm', erp);
  const needed = await said('status', '--all');
  expect(needed).toContain(`Leave the user frozen until the emergency of ${lake} is finished`);
  expect(needed).not.toContain('Unfreeze the user');
  await works('resume', lake);
  expect(await works('status', '--all')).toMatchObject({ leftOff: [] });
  expect(await said('status', '--all')).not.toMatch(/froze|frozen/);
});

it('status --all forgets an abandoned freeze once a check of another app sees that a person has unfrozen the user', async () => {
  const { works, contain, unfreeze } = await sharedUser();
  await contain(erp);
  await works('check', lake);
  await works('unwatch', erp, '--confirm', erp);
  expect(await works('status', '--all')).toMatchObject({ leftOff: [{ what: 'freeze' }] });
  await unfreeze();
  await works('check', lake);
  expect(await works('status', '--all')).toMatchObject({ leftOff: [] });
});

it('status says what keyturn did, and not that a user is frozen whom a person has unfrozen since', async () => {
  const { call, contain, unfreeze, said } = await sharedUser();
  await contain(erp);
  await unfreeze();
  const status = await said('status');
  expect(status).not.toMatch(/user is frozen(?! until then, unless somebody has unfrozen the user since)/);
  expect(status).toContain(`keyturn froze the execution user for the emergency of ${erp}`);
  const failed = await call('reveal', lake, '--slot', 'staged', '--unsafe-stdout');
  expect(failed.stderr).not.toMatch(/is frozen/);
});
