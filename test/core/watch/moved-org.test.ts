import { describe, expect, it, onTestFinished } from 'vitest';
import { workOf } from '../../../src/core/automation/work.ts';
import { beginResponse } from '../../../src/core/emergency/begin-response.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { foresee } from '../../../src/core/operate/foresee.ts';
import { operate, resumeRotation } from '../../../src/core/operate/operate.ts';
import type { SalesforceOrg } from '../../../src/core/ports/ports.ts';
import { acceptAddresses } from '../../../src/core/watch/accept-address.ts';
import { adopt } from '../../../src/core/watch/adopt.ts';
import { checkApp } from '../../../src/core/watch/check.ts';
import { rotationBench } from '../../support/rotation-bench.ts';

const before = 'https://acme.my.salesforce.com';
const after = 'https://acme-new.my.salesforce.com';

/** An app that is watched at one address of Salesforce, in an org whose sign-in leads to another one now. */
async function moved(change: Partial<SalesforceOrg> = {}) {
  const bench = await rotationBench();
  onTestFinished(() => bench.close());
  const { ports, state } = bench;
  await state.apps.save({ ...(await bench.watched()), instanceUrl: before, isAddressChosen: true });
  const openOrg = async (name: string): Promise<SalesforceOrg> => ({
    ...(await ports.openOrg(name)),
    instanceUrl: after,
    ...change,
  });
  const here = { ...ports, openOrg };
  const check = async () =>
    checkApp({ ...here, org: await openOrg('practice'), openStore: async () => bench.store }, await bench.watched());
  const tokens = async () => (await bench.truth()).calls['POST /services/oauth2/token'] ?? 0;
  return { bench, state, ports: here, openOrg, check, tokens };
}

const leak = {
  ...{ orgName: 'practice', patienceMs: 60_000, leakedSince: null, containBy: null, keepsSessions: false },
  ...{ reportTo: null, certificate: 'none' as const, deliveries: null, byDeploy: false, mayReplaceAnew: true },
};
const usual = {
  orgName: 'practice',
  patienceMs: 1000,
  graceDays: null,
  deliveries: null,
  noConsumers: false,
  onlyOurs: false,
};

describe('an org whose address has changed', () => {
  it('is reported by a check, which sends no secret there', async () => {
    const { bench, state, check, tokens } = await moved();
    const { orgId, app } = await bench.watched();
    const { consumerKey, consumerSecret } = bench.original;
    await bench.store.put({ consumerKey, consumerSecret: new Secret(consumerSecret), orgId, app, savedAt: 0 });
    await state.apps.save({ ...(await bench.watched()), store: { kind: 'file', reference: '' } });
    const asked = await tokens();
    const { watched } = await check();
    expect(watched.lastCheck?.drift).toMatchObject([
      { kind: 'host-changed', cure: expect.stringContaining('--accept') },
    ]);
    expect(watched.instanceUrl).toBe(before);
    expect(await tokens()).toBe(asked);
  });

  it('gets no scheduled work until a person accepts it', async () => {
    const { bench, check } = await moved();
    const { watched } = await check();
    const due = { ...watched, issuedAt: 0, policy: { ...watched.policy, automation: 'rotate' as const } };
    const facts = { rotation: null, window: null, stageAheadDays: 14, checkEveryMs: 10 ** 12, now: bench.clock.now() };
    expect(workOf({ watched: due, ...facts })).toBeNull();
    expect(workOf({ watched: { ...due, lastCheck: { at: bench.clock.now(), drift: [] } }, ...facts })).not.toBeNull();
  });

  it('gets no rotation, and an open one rests', async () => {
    const { bench, ports, state } = await moved();
    const agree = async () => ({ confirmed: true, otherFlows: true, borrow: true });
    const refusal = {
      code: 'HostChanged',
      exitCode: 3,
      message: expect.stringContaining('acme-new.my.salesforce.com'),
    };
    const request = { ...usual, watched: await bench.watched(), kind: 'stage' } as const;
    await expect(operate(ports, request, agree)).rejects.toMatchObject(refusal);
    await expect(foresee(ports, request)).rejects.toMatchObject(refusal);
    const { instanceUrl } = await bench.ports.openOrg('practice');
    await state.apps.save({ ...(await bench.watched()), instanceUrl });
    await operate(bench.ports, request, agree);
    await state.apps.save({ ...(await bench.watched()), instanceUrl: before });
    await expect(resumeRotation(ports, request)).rejects.toMatchObject(refusal);
  });

  it('gets the response to a leak at once', async () => {
    const { bench, ports } = await moved();
    const response = await beginResponse(ports, { ...leak, watched: await bench.watched() });
    const end = await response.run(bench.clock.now());
    expect(end.rotation).toMatchObject({ kind: 'emergency' });
    expect((await bench.pairs()).find(({ consumerKey }) => consumerKey === bench.original.consumerKey)?.slot).not.toBe(
      'primary',
    );
  });

  it('is accepted for every app of the org, and recorded for each', async () => {
    const { bench, ports, state } = await moved();
    const watched = await bench.watched();
    await state.apps.save({ ...watched, app: 'Other', consumerId: '888000000000009AAA' });
    await state.apps.save({
      ...watched,
      orgId: '00D000000000009AAA',
      app: 'Elsewhere',
      consumerId: '888000000000008AAA',
    });
    const accepted = await acceptAddresses({ ...ports, orgNameOf: ({ org }) => org }, [watched]);
    expect(accepted).toEqual([{ org: 'practice', from: 'acme.my.salesforce.com', to: 'acme-new.my.salesforce.com' }]);
    const kept = new Map((await state.apps.list()).map(({ app, instanceUrl }) => [app, instanceUrl]));
    expect(Object.fromEntries(kept)).toEqual({ [watched.app]: after, Other: after, Elsewhere: before });
    const notes = (await state.journal.list()).filter(({ action }) => action === 'accept-host');
    expect(notes.map(({ app, detail }) => [app, detail.to]).sort()).toEqual(
      [
        ['Other', 'acme-new.my.salesforce.com'],
        [watched.app, 'acme-new.my.salesforce.com'],
      ].sort(),
    );
    await expect(acceptAddresses({ ...ports, orgNameOf: ({ org }) => org }, [await bench.watched()])).resolves.toEqual(
      [],
    );
  });

  it('is taken as it is for an app of an earlier version, once the org has said that it is the same one', async () => {
    const { bench, check, state } = await moved();
    const { isAddressChosen: _none, ...former } = await bench.watched();
    await state.apps.save(former);
    const { watched } = await check();
    expect(watched).toMatchObject({ instanceUrl: after, isAddressChosen: true, lastCheck: { drift: [] } });
    expect((await state.journal.list()).filter(({ action }) => action === 'accept-host')).toHaveLength(1);
    const other = await moved({ instanceUrl: 'https://acme-third.my.salesforce.com' });
    await other.state.apps.save({ ...(await other.bench.watched()), instanceUrl: after });
    expect((await other.check()).watched.lastCheck?.drift).toMatchObject([{ kind: 'host-changed' }]);
  });

  it('is neither checked nor accepted if the org there is a different one', async () => {
    const { openOrg } = await moved();
    const facts = await (await openOrg('practice')).facts();
    const other = await moved({ facts: async () => ({ ...facts, id: '00D000000000009AAA' }) });
    await expect(other.check()).rejects.toMatchObject({ code: 'OtherOrg' });
    const watched = await other.bench.watched();
    const accepting = acceptAddresses({ ...other.ports, orgNameOf: ({ org }) => org }, [watched]);
    await expect(accepting).rejects.toMatchObject({ code: 'OtherOrg' });
    expect((await other.bench.watched()).instanceUrl).toBe(before);
  });

  it.each([
    ['not by watching the app again', {}, null],
    ['by watching it with --accept', { accepts: true }, 'accept-host'],
    ['by watching it with --allow-host', { host: 'acme-new.my.salesforce.com' }, 'allow-host'],
  ] as const)(
    'is accepted %s',
    async (_how, { accepts = false, host }: { accepts?: boolean; host?: string }, action) => {
      const { bench, ports, openOrg, state } = await moved(host ? { allowedHost: host } : {});
      const watched = await bench.watched();
      const request = {
        org: await openOrg('practice'),
        app: watched.app,
        consumer: null,
        policy: watched.chosenPolicy,
        deliveries: [],
        tests: ports.deliveries,
        issuedAt: null,
        takesOver: accepts ? watched : null,
        openStore: async () => bench.store,
        state,
        clock: bench.clock,
      };
      if (action === null) {
        await expect(adopt(request)).rejects.toMatchObject({ code: 'HostChanged' });
        return;
      }
      const adopted = await adopt(request);
      expect(adopted.watched).toMatchObject({ instanceUrl: after, ...(host ? { allowedHost: host } : {}) });
      const actions = (await state.journal.list()).map((line) => line.action);
      expect(actions.includes('allow-host')).toBe(action === 'allow-host');
    },
  );
});
