import { describe, expect, it } from 'vitest';
import { beginResponse } from '../../../src/core/emergency/begin-response.ts';
import type { ContainmentRecord } from '../../../src/core/model/containment-record.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { SalesforceOrg } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { fieldOf, setField } from '../../../src/practice-org/model/app.ts';
import { respondTo } from '../rotation/drive.ts';
import { acts } from '../rotation/other-people.ts';
import { World } from '../rotation/world.ts';
import { planned } from './planned.ts';

const policies = 'ExtlClntAppConfigurablePolicies';

type Ports = Awaited<ReturnType<World['process']>>;

/** The org, with reads that end in this error. */
function failing(ports: Ports, fail: (org: SalesforceOrg) => SalesforceOrg): Ports {
  return { ...ports, openOrg: async (name) => fail(await ports.openOrg(name)) };
}

async function leaked() {
  const world = new World({ name: 'planning an emergency', kind: 'emergency' });
  await world.begin();
  return { world, ports: await world.process(), primary: world.consumer.primary };
}

describe('planning an emergency', () => {
  const stopped = () => Promise.reject(reason('Interrupted', { doing: null }));
  it.each<[string, (ports: Ports) => Ports]>([
    [
      'an optional read',
      (ports) => failing(ports, (org) => ({ ...org, metadata: { ...org.metadata, recentDeploys: stopped } })),
    ],
    ['the read of the slot', (ports) => failing(ports, (org) => ({ ...org, apps: { ...org.apps, staged: stopped } }))],
    ['opening the secret store', (ports) => ({ ...ports, openStore: stopped })],
  ])('ends when a person interrupts %s, even with containment, and changes nothing', async (_what, interrupt) => {
    const { world, ports, primary } = await leaked();
    await expect(respondTo(world, interrupt(ports), { containBy: 'flow' })).rejects.toMatchObject({ exitCode: 130 });
    expect([world.hasChangedOrg, world.open, world.consumer.primary]).toEqual([false, null, primary]);
    const again = await respondTo(world, await world.process(), { containBy: 'flow' });
    expect(again.rotation.refusedAt).not.toBeNull();
  });

  it('continues without an optional read that the org is too busy for', async () => {
    const { world, ports } = await leaked();
    const busy = () => Promise.reject(reason('OrgUnreachable', { host: 'acme', problem: 'too busy' }));
    const without = failing(ports, (org) => ({ ...org, metadata: { ...org.metadata, recentDeploys: busy } }));
    const end = await respondTo(world, without, { containBy: 'flow' });
    expect(end.rotation.refusedAt).not.toBeNull();
  });

  it.each([
    ['is still off', 'false', true, { code: 'NewPairUnproved' }],
    ['somebody has turned on since', 'true', false, null],
  ] as const)(
    'says that keyturn leaves off what was off before only if it %s',
    async (_how, oauth, wasBlocked, error) => {
      const { world, ports } = await leaked();
      const { orgId, app, consumerId } = ports.watched;
      const at = world.clock.now();
      const record: ContainmentRecord = {
        ...{ orgId, org: 'acme', app, consumerId, by: 'flow', wasSo: true },
        ...{ intendedAt: at, containedAt: null, confirmedAt: at, leakedSince: null },
      } as const;
      world.byOthers(() => setField(world.app, policies, 'isOauthPluginEnabled', oauth));
      const response = await beginResponse(ports, {
        ...world.resuming(ports.watched),
        ...{ containBy: 'flow', keepsSessions: false, byDeploy: false, mayReplaceAnew: true, leakedSince: null },
        ...{ reportTo: null, certificate: 'none', deliveries: null, record },
      });
      expect(response.plan).toMatchObject({ wasBlocked });
      const stopped = await response.run(at).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(stopped).toEqual(error && expect.objectContaining(error));
      expect(fieldOf(world.app, policies, 'isOauthPluginEnabled')).toBe(oauth);
    },
  );

  it.each([
    ['off', true],
    ['on', false],
  ])('plans no deploy once credentials are promoted, with REST access to secrets %s', async (_access, isOff) => {
    const story = { isOff, isSelf: true, knobs: { propagationMs: 120_000 } };
    const world = new World({ name: 'promoted', kind: 'emergency', ...story });
    await world.begin();
    await expect(respondTo(world, await world.process())).rejects.toMatchObject({ code: 'NewPairNotUsed' });
    world.pass(600_000);
    const { rotation } = await respondTo(world, await world.process(), { byDeploy: true });
    expect(rotation).toMatchObject({ endedAt: expect.any(Number), refusedAt: expect.any(Number) });
    expect([world.consumer.staged, world.sent.deploy]).toEqual([null, 0]);
  });
});

it.each([
  ["keyturn doesn't have", false, null],
  ['keyturn has, too', true, { getsToken: true, why: null, isSetUp: false }],
] as const)('tests the credentials that others made current, which %s', async (_which, isStored, leakedUse) => {
  const world = new World({ name: 'changed outside', kind: 'emergency' });
  await world.begin();
  world.byOthers(() => acts.replacePair(world));
  const { key, secret } = world.consumer.primary;
  if (isStored) world.entries.set(key, { consumerKey: key, consumerSecret: new Secret(secret), savedAt: 0 } as never);
  const ports = await world.process();
  const { plan } = await beginResponse(ports, {
    ...world.resuming(ports.watched),
    ...{ containBy: null, keepsSessions: false, byDeploy: false, mayReplaceAnew: true, leakedSince: null },
    ...{ reportTo: null, certificate: 'none', deliveries: null },
  });
  expect(plan).toMatchObject({ changedOutside: key, leakedUse });
});

it('is about the credentials that others made current while an earlier emergency was open', async () => {
  const world = new World({ name: 'changed outside an open emergency', kind: 'emergency' });
  await world.begin();
  const busy = () => Promise.reject(reason('OrgUnavailable', { host: 'acme', problem: 'too busy' } as never));
  const first = failing(await world.process(), (org) => ({ ...org, apps: { ...org.apps, stage: busy } }));
  await expect(respondTo(world, first, { containBy: 'flow' })).rejects.toMatchObject({ retryable: true });
  const open = world.open?.ends;
  world.byOthers(() => acts.replacePair(world));
  const { key } = world.consumer.primary;
  const again = await planned(world, await world.process());
  expect(again.plan).toMatchObject({ goesOn: null, changedOutside: key });
  const { rotation } = await again.run(world.clock.now());
  expect([open === key, rotation.ends, rotation.refusedAt]).toEqual([false, key, expect.any(Number)]);
});
