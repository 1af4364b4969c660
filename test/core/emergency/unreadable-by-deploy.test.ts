import { describe, expect, it } from 'vitest';
import { foreseeResponse } from '../../../src/core/emergency/begin-response.ts';
import { type KeyturnError, reason } from '../../../src/core/reasons/errors.ts';
import { emergencySections } from '../../../src/core/words/emergency-plan.ts';
import { drive, prepare } from '../rotation/drive.ts';
import { World } from '../rotation/world.ts';
import { planned, requestOf } from './planned.ts';

const problems = [
  reason('IdentityVerificationNeeded', { setupUrl: 'https://acme.my.salesforce.com/lightning/setup' }),
  reason('PermissionMissing', { username: 'ada@acme.example', permissions: ['View Client Secret'] }),
  reason('AppIsPackaged', { app: 'ERP_Bridge', what: 'only its publisher sees its secret' }),
  reason('SecretUnreadable', { app: 'ERP_Bridge', problem: 'the answer has no secret' }),
];

/** Why a deploy replaces the credentials. */
const byDeploys = {
  'an API version without staging': { byDeploy: false, apiVersion: '64.0', isStagingRefused: false },
  'an org that refuses staging': { byDeploy: false, apiVersion: '68.0', isStagingRefused: true },
  'a deploy that was asked for': { byDeploy: true, apiVersion: '68.0', isStagingRefused: false },
};

async function leaked(how: keyof typeof byDeploys, problem: KeyturnError, isOff = false) {
  const { byDeploy, apiVersion, isStagingRefused } = byDeploys[how];
  const world = new World({ name: 'unreadable', kind: 'emergency', isOff, wishes: { byDeploy } });
  await prepare(world);
  const wall = { isUp: true };
  world.mutate = (ports) => ({
    ...ports,
    openOrg: async (name) => {
      const org = await ports.openOrg(name);
      const isShown = () => !wall.isUp || !world.isSecretAccessOn;
      const readPair: typeof org.apps.readPair = async (...ids) =>
        isShown() ? org.apps.readPair(...ids) : Promise.reject(problem);
      const hidden = () => Promise.reject(reason('SecretAccessDisabled', {}));
      const slot = isStagingRefused ? { staged: hidden, stage: hidden } : {};
      return { ...org, apiVersion, apps: { ...org.apps, ...slot, readPair } };
    },
  });
  const { key } = world.consumer.primary;
  const untouched = () => expect([world.consumer.primary.key, world.sent.deploy]).toEqual([key, 0]);
  return { world, wall, wishes: { byDeploy }, untouched };
}

describe.each(Object.keys(byDeploys) as (keyof typeof byDeploys)[])('with %s', (how) => {
  describe.each(problems.map((problem) => [problem.code, problem] as const))('and %s', (code, problem) => {
    it('replaces nothing, in the plan and in the dry run', async () => {
      const { world, wishes, untouched } = await leaked(how, problem);
      const expected = {
        code,
        safe: expect.stringContaining('The leaked credentials work'),
        actions: expect.arrayContaining([expect.stringContaining('`keyturn emergency ERP_Bridge --contain`')]),
      };
      const ports = await world.process();
      await expect(foreseeResponse(ports, requestOf(world, ports, wishes))).rejects.toMatchObject(expected);
      await expect(planned(world, ports, wishes)).rejects.toMatchObject(expected);
      expect([world.hasChangedOrg, world.open]).toEqual([false, null]);
      untouched();
    });

    it('only blocks access where that is requested, and replaces the credentials once they can be read', async () => {
      const { world, wall, wishes, untouched } = await leaked(how, problem);
      const response = await planned(world, await world.process(), { ...wishes, containBy: 'flow' });
      expect(response.plan).toMatchObject({ replaceBy: 'deploy', obstacles: [{ problem: problem.message }] });
      const said = emergencySections(response.plan, world.clock.now()).flatMap(({ lines }) => lines);
      expect(said.join('\n')).toContain(`keyturn can't replace the credentials now: ${problem.message}`);
      await expect(response.run(world.clock.now())).rejects.toMatchObject({ code });
      expect(world.isBlocked).toBe(true);
      untouched();
      wall.isUp = false;
      expect(await drive(world)).toMatchObject({ stop: null, last: { outcome: 'done' } });
      expect([world.isBlocked, world.sent.deploy > 0]).toEqual([false, true]);
    });

    it('with REST access off, deploys nothing before it has read the present credentials', async () => {
      const { world, wall, untouched } = await leaked(how, problem, true);
      const found = how === 'an org that refuses staging' ? 'EmergencyNeedsDeploy' : code;
      expect((await drive(world)).stop).toBe(found);
      untouched();
      expect(world.isSecretAccessOn).toBe(false);
      wall.isUp = false;
      const { stop, last } = await drive(world);
      if (found === 'EmergencyNeedsDeploy') return expect(stop).toBe(found);
      expect([stop, last?.outcome]).toEqual([null, 'done']);
      expect([world.isBlocked, world.sent.deploy > 0, world.isSecretAccessOn]).toEqual([false, true, false]);
    });
  });
});

it('stops the deploy of an org that hides every secret although REST access is on, without saying that it is off', async () => {
  const { world, untouched } = await leaked('an org that refuses staging', reason('SecretAccessDisabled', {}));
  await expect(planned(world, await world.process())).rejects.toMatchObject({
    code: 'SecretUnreadable',
    message: expect.stringContaining('although REST access to secrets is on'),
  });
  untouched();
});

it.each([null, 'flow'] as const)(
  'deploys nothing as long as the secret store takes no secret (containment: %s)',
  async (by) => {
    const { world, wall, untouched } = await leaked('an API version without staging', problems[0] as KeyturnError);
    wall.isUp = false;
    world.faultAt = (call) => (call === 'put' ? 'down' : null);
    const response = await planned(world, await world.process(), { containBy: by });
    await expect(response.run(world.clock.now())).rejects.toMatchObject({ code: 'PairNotSaved' });
    untouched();
    expect(world.isBlocked).toBe(by !== null);
    world.faultAt = () => null;
    expect(await drive(world)).toMatchObject({ stop: null, last: { outcome: 'done' } });
  },
);

it('comes back to a plan whose reading fails only for a moment', async () => {
  const busy = reason('OrgUnavailable', { host: 'acme', status: 503 });
  const { world, wall, untouched } = await leaked('an API version without staging', busy);
  await expect(planned(world, await world.process())).rejects.toMatchObject({ code: 'OrgUnavailable', exitCode: 75 });
  untouched();
  const contained = await planned(world, await world.process(), { containBy: 'flow' });
  expect(contained.plan).toMatchObject({ replaceBy: 'deploy', obstacles: [] });
  await contained.leave();
  wall.isUp = false;
  expect(await drive(world)).toMatchObject({ stop: null, last: { outcome: 'done' } });
});
