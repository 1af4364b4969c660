import { expect, it } from 'vitest';
import { defaultPolicy, type WatchedApp } from '../../../src/core/model/watched-app.ts';
import { adopt } from '../../../src/core/watch/adopt.ts';
import { type Checked, checkApp } from '../../../src/core/watch/check.ts';
import { type RotationBench, withRotationBench } from '../../support/rotation-bench.ts';

const app = 'ERP_Bridge';
const policy = (field: string, value: string) => ({ act: 'setPolicy', app, field, value });
const flow = 'isClientCredentialsFlowEnabled';

type Act = Readonly<Record<string, unknown>>;

/** What somebody does behind our back, what it is seen as, and what takes it back. */
function acts(user: string): readonly [title: string, Act, kinds: readonly string[], back: Act][] {
  return [
    ['the flow off', { act: 'flowOff', app }, ['flow-off'], { act: 'flowOn', app }],
    [
      'the flow off in the app alone',
      { act: 'setGlobal', app, field: flow, value: 'false' },
      ['flow-off'],
      { act: 'flowOn', app },
    ],
    ['the flow off in the policy alone', policy(flow, 'false'), ['flow-off'], { act: 'flowOn', app }],
    ['a frozen user', { act: 'freeze', username: user }, ['user-frozen'], { act: 'unfreeze', username: user }],
    [
      'a deactivated user',
      { act: 'deactivate', username: user },
      ['user-inactive'],
      { act: 'activate', username: user },
    ],
    [
      'a user grown more powerful',
      { act: 'grantPermission', username: user, permission: 'ModifyAllData' },
      ['user-more-powerful'],
      { act: 'revokePermission', username: user, permission: 'ModifyAllData' },
    ],
    [
      'a looser policy',
      policy('ipRelaxationPolicyType', 'Bypass'),
      ['policy-loosened'],
      policy('ipRelaxationPolicyType', 'Enforce'),
    ],
    [
      'secret access over REST left on',
      { act: 'secretAccess', on: true },
      ['secret-access-left-on'],
      { act: 'secretAccess', on: false },
    ],
  ];
}

async function checked({ ports, watched }: RotationBench): Promise<Checked> {
  return checkApp({ ...ports, org: await ports.openOrg('practice') }, await watched());
}

async function kindsNow(bench: RotationBench): Promise<readonly string[]> {
  return ((await checked(bench)).watched.lastCheck?.drift ?? []).map(({ kind }) => kind);
}

async function accept(bench: RotationBench, before?: WatchedApp): Promise<void> {
  const { state, clock, ports, store, watched } = bench;
  await adopt({
    org: await ports.openOrg('practice'),
    app,
    consumer: null,
    policy: defaultPolicy,
    deliveries: [],
    tests: { inspect: async () => null, places: async () => [] },
    issuedAt: null,
    takesOver: before ?? (await watched()),
    openStore: async () => store,
    state,
    clock,
  });
}

it('what people change behind our back is seen by the next check, and over once it is taken back', async () => {
  await withRotationBench({ app, isOff: true }, async (bench) => {
    const { apps } = await bench.truth();
    const user = apps.find(({ developerName }) => developerName === app)?.executionUser ?? '';
    await bench.control('POST', '/act', policy('ipRelaxationPolicyType', 'Enforce'));
    expect(await kindsNow(bench)).toEqual([]);
    for (const [title, act, kinds, back] of acts(user)) {
      await bench.control('POST', '/act', act);
      expect(await kindsNow(bench), title).toEqual(kinds);
      await bench.control('POST', '/act', back);
      expect(await kindsNow(bench), `${title}, taken back`).toEqual([]);
    }
    await bench.control('POST', '/act', { act: 'oauthOff', app });
    expect(await kindsNow(bench)).toEqual(['flow-off']);
  });
});

it("what can't be taken back is over once the new state is accepted, and a deleted app stays gone", async () => {
  await withRotationBench({ app }, async (bench) => {
    expect(await kindsNow(bench)).toEqual([]);
    const other = (await bench.watched()).username.replace(/^[^@]+/, 'otto.admin');
    const lasting: readonly [Act, string][] = [
      [policy('clientCredentialsFlowUser', other), 'user-changed'],
      [{ act: 'rotateInSetup', app }, 'pair-changed-outside'],
      [{ act: 'refreshSandbox' }, 'sandbox-refreshed'],
    ];
    for (const [act, kind] of lasting) {
      await bench.control('POST', '/act', act);
      expect(await kindsNow(bench)).toContain(kind);
      await accept(bench);
      const primary = (await bench.pairs()).find(({ slot }) => slot === 'primary');
      expect((await bench.watched()).consumerKey).toBe(primary?.consumerKey);
      expect(await kindsNow(bench), `${kind}, accepted`).toEqual([]);
    }
    expect((await bench.watched()).deliveries).toHaveLength(2);
    await bench.control('POST', '/act', { act: 'deleteApp', app });
    expect(await kindsNow(bench)).toEqual(['app-gone']);
  });
});

it('a sandbox that has another id since its refresh is taken over under that, and not watched twice', async () => {
  await withRotationBench({ app }, async (bench) => {
    const { state, ports, clock } = bench;
    const now = await bench.watched();
    const before = { ...now, orgId: '00D000000000099AAA', consumerId: '888000000000099AAA', isSandbox: true };
    await state.apps.remove(now);
    await state.apps.save(before);
    const org = await ports.openOrg('practice');
    const { watched } = await checkApp(
      { org, state, clock, deliveries: ports.deliveries, openStore: ports.openStore },
      before,
    );
    expect(watched.lastCheck?.drift.map(({ kind }) => kind)).toEqual(['sandbox-refreshed']);

    const elsewhere = { ...before, instanceUrl: 'https://acme--uat.sandbox.my.salesforce.com' };
    const another = checkApp(
      { org, state, clock, deliveries: ports.deliveries, openStore: ports.openStore },
      elsewhere,
    );
    await expect(another).rejects.toMatchObject({ code: 'OtherOrg' });
    await expect(accept(bench, elsewhere)).rejects.toMatchObject({ code: 'OtherOrg' });
    expect(await state.apps.list()).toHaveLength(1);

    await accept(bench, before);
    const { orgId, consumerId, deliveries } = now;
    expect(await state.apps.list()).toMatchObject([{ orgId, consumerId, deliveries }]);
    expect(await kindsNow(bench)).toEqual([]);
  });
});

it('names the record of what an emergency turned off, if only a file has it', async () => {
  await withRotationBench({ app }, async (bench) => {
    const { orgId, consumerId, consumerKey: ends, app: name } = await bench.watched();
    const at = bench.clock.now();
    const { path } = await bench.ports.incidents.keepRecord('run-1', {
      ...{ orgId, org: 'practice', app: name, consumerId, by: 'flow', wasSo: false },
      ...{ intendedAt: at, containedAt: at, confirmedAt: at, leakedSince: null },
      run: { id: 'run-1', personId: '005', ends, keepsSessions: false },
    });
    await bench.control('POST', '/act', { act: 'oauthOff', app });
    const { watched } = await checked(bench);
    expect(watched.lastCheck?.drift).toMatchObject([{ kind: 'flow-off', cure: expect.stringContaining(String(path)) }]);
  });
});
