import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../src/cli/check-document.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import { type CheckAppsPorts, type CheckOutcome, checkApps } from '../../../src/core/watch/check-apps.ts';
import { practiceBench } from '../../support/practice.ts';
import { watchedApp } from './watched-apps.ts';

/** The practice org's apps under watch, and what it was asked since. */
async function world() {
  const bench = await practiceBench();
  const { state, clock, signIns } = bench.ports;
  // An app of a package belongs to nobody here.
  const apps = (await bench.state()).apps.filter(({ developerName }) => developerName !== 'Partner_Feed');
  const { orgId, instanceUrl } = await signIns.open('practice');
  const watched = apps.flatMap(({ developerName, id, executionUser, consumers }) =>
    consumers.map((consumer) =>
      watchedApp({
        ...{ orgId, org: 'practice', instanceUrl, app: developerName, appId: id, consumerId: consumer.id, store: null },
        executionUser: executionUser === null ? null : { id: '', username: executionUser },
        consumerKey: consumer.pairs.find(({ slot }) => slot === 'primary')?.consumerKey ?? '',
      }),
    ),
  );
  for (const app of watched) await state.apps.save(app);
  const leaving = new AbortController();
  const ports: CheckAppsPorts = {
    ...{ state, clock, signal: leaving.signal },
    orgNameOf: ({ org }) => org,
    deliveries: { inspect: async () => null, recheck: async () => null, keyIn: async () => null },
    openOrg: (name) => signIns.open(name),
    storeOf: () => Promise.reject(new Error('no pair is kept here')),
  };
  /** Requests by what they ask for. */
  const asked = async (work: () => Promise<unknown>) => {
    const before = (await bench.state()).calls;
    await work();
    const { calls } = await bench.state();
    const kinds = Object.entries(calls).map(([call, count]) => [kindOf(call), count - (before[call] ?? 0)] as const);
    const sums = Map.groupBy(kinds, ([kind]) => kind);
    return Object.fromEntries([...sums].map(([kind, all]) => [kind, all.reduce((sum, [, count]) => sum + count, 0)]));
  };
  return { bench, ports, watched, asked, state, leaving };
}

function kindOf(call: string): string {
  const found = /(query|credentials|Soap)/.exec(call)?.[1];
  return found === 'credentials' && call.endsWith('/staged') ? 'slot' : (found ?? call);
}

describe('a look at many apps', () => {
  it('asks once for what is the same for the whole org, and sends no more than ten requests at a time', async () => {
    const { ports, watched, asked, bench } = await world();
    const alone = await asked(() => checkApps(ports, watched.slice(1, 2)));
    await bench.control('POST', '/latency', { ms: 20 });
    const together = await asked(() => checkApps(ports, watched));
    await bench.control('POST', '/latency', { ms: 0 });
    // Once more: credentials are staged in one of the other apps, and keyturn asks by whom.
    const query = (alone.query ?? 0) + 1;
    expect(together).toMatchObject({ ...alone, query, Soap: expect.any(Number), credentials: 6, slot: 6 });
    expect(alone).toMatchObject({ 'GET /services/data': 1, credentials: 1, slot: 1 });
    const { maxInFlight } = (await bench.state()) as unknown as { readonly maxInFlight: number };
    expect(maxInFlight).toBeLessThanOrEqual(10);
  });

  it('finds of each what a look at it alone finds', async () => {
    const { ports, watched, state, bench } = await world();
    await bench.control('POST', '/act', { act: 'freeze', username: bench.username('int.mailer') });
    const together = await checkApps(ports, watched);
    for (const app of watched) await state.apps.save(app);
    for (const [index, app] of watched.entries()) {
      const [alone] = await checkApps(ports, [app]);
      expect(seen(together[index])).toEqual(seen(alone));
    }
    expect(JSON.stringify(together)).toContain('user-frozen');
  });

  it('names who staged credentials, with one request for all of them', async () => {
    const { ports, watched, asked, bench } = await world();
    const before = await asked(() => checkApps(ports, watched));
    await bench.control('POST', '/act', { act: 'stage', app: 'ERP_Bridge' });
    let outcomes: readonly CheckOutcome[] = [];
    const after = await asked(async () => {
      outcomes = await checkApps(ports, watched);
    });
    const slots = outcomes.flatMap((one) => ('checked' in one ? one.checked : [])).filter(({ slot }) => slot?.length);
    expect(slots).toHaveLength(2);
    for (const one of slots) {
      const [entry] = checkDocument(one).slot ?? [];
      expect(entry).toMatchObject({
        createdBy: expect.stringMatching(/^005/),
        createdByName: expect.stringMatching(/@/),
      });
      expect(entry).not.toHaveProperty('author');
    }
    const authors = slots.map(({ slot }) => slot?.[0]?.author);
    expect(authors).toContain(bench.username('otto.admin'));
    expect(after.query).toBe(before.query);
  });

  it("goes on with the others when one is at work elsewhere, gone, or in an org that can't be reached", async () => {
    const { ports, watched, state } = await world();
    const [first, second] = watched;
    if (!first || !second) throw new Error('the seed has apps');
    const elsewhere = watchedApp({ org: 'elsewhere', consumerId: '888000000000009AAA' });
    const gone = { ...second, app: 'Gone', appId: '0xI000000000009AAA', consumerId: '888000000000008AAA' };
    await state.leases.acquire(`rotation ${first.orgId} ${first.consumerId}`);
    const outcomes = await checkApps(ports, [elsewhere, gone, ...watched]);
    expect(outcomes.map(wordOf)).toEqual([
      'OrgUnknown',
      'app-gone',
      'AnotherAtWork',
      ...watched.slice(1).map(() => ''),
    ]);
  });

  it('ends with a defect of one app only after the others are done', async () => {
    const { ports, watched, state } = await world();
    const [first] = watched;
    if (first) await state.apps.save({ ...first, store: { kind: 'file', reference: '' } });
    await expect(checkApps(ports, watched)).rejects.toThrow('no pair is kept here');
    const checks = (await state.apps.list()).map(({ lastCheck }) => lastCheck !== null);
    expect(checks.filter((isChecked) => isChecked)).toHaveLength(watched.length - 1);
  });

  it('leaves when it is told to', async () => {
    const { ports, watched, leaving, asked } = await world();
    leaving.abort();
    const calls = await asked(() => expect(checkApps(ports, watched)).rejects.toMatchObject({ code: 'Interrupted' }));
    expect(calls).toEqual({ 'GET /services/data': 0 });
  });
});

type Outcome = Awaited<ReturnType<typeof checkApps>>[number];

function seen(outcome: Outcome | undefined) {
  if (!outcome || 'failure' in outcome) return outcome;
  const { sight, slot, unseen, watched } = outcome.checked;
  return { sight, slot, unseen, kinds: kindsOf(watched) };
}

function kindsOf({ lastCheck }: WatchedApp) {
  return (lastCheck?.drift ?? []).map(({ kind }) => kind);
}

function wordOf(outcome: Outcome): string {
  return 'failure' in outcome ? outcome.failure.code : kindsOf(outcome.checked.watched).join();
}
