import { describe, expect, it } from 'vitest';
import { withConsumerLease } from '../../src/core/acts/consumer-lease.ts';
import { withSecretAccess } from '../../src/core/acts/secret-access.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { setupLease } from '../../src/core/model/setup-lease.ts';
import type { SalesforceOrg } from '../../src/core/ports/ports.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { type RotationBench, withRotationBench } from '../support/rotation-bench.ts';
import { EmergencyPerson } from './emergency-person.ts';
import { Person } from './person.ts';

/** The bench as another process has it. */
async function besides(bench: RotationBench): Promise<RotationBench & { close(): void }> {
  const { home: folder, clock } = bench;
  const state = await openState({ folder, clock, actor: 'other@bench', appSettings: noAppSettings });
  return { ...bench, state, ports: { ...bench.ports, state }, close: () => state.close() };
}

/** A point at which a process stops until it is woken. */
function gate() {
  const [reached, wakes] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let isFirst = true;
  const stop = async () => {
    if (!isFirst) return;
    isFirst = false;
    reached.resolve();
    await wakes.promise;
  };
  return { stop, isReached: reached.promise, wake: wakes.resolve };
}
type Gate = ReturnType<typeof gate>;

function withOrg<Bench extends RotationBench>(bench: Bench, change: (org: SalesforceOrg) => SalesforceOrg): Bench {
  return { ...bench, ports: { ...bench.ports, openOrg: async (name) => change(await bench.ports.openOrg(name)) } };
}

type Change = 'stage' | 'rotate' | 'deleteStaged';

/** Stops right before a change is sent, or once the org has done it and nobody has read its answer. */
function stoppedAt(bench: RotationBench, [when, call]: readonly ['before' | 'after', Change], { stop }: Gate) {
  return withOrg(bench, (org) => {
    const stopping = async (...given: readonly string[]) => {
      if (when === 'before') await stop();
      const answer = await (org.apps[call] as (...given: readonly string[]) => Promise<never>)(...given);
      if (when === 'after') await stop();
      return answer;
    };
    return { ...org, apps: { ...org.apps, [call]: stopping } };
  });
}

function stoppedAtDelivery(bench: RotationBench, { stop }: Gate): RotationBench {
  const { deliveries } = bench.ports;
  const deliver: typeof deliveries.deliver = async (...given) => {
    await stop();
    return deliveries.deliver(...given);
  };
  return { ...bench, ports: { ...bench.ports, deliveries: { ...deliveries, deliver } } };
}

/** The number of requests from the confirmation to the first one that stops the app, that one included. */
function counting(bench: RotationBench) {
  const counted = { requests: 0, isStopped: false };
  const all = async () => {
    const { calls } = (await bench.control('GET', '/state')) as { readonly calls: Readonly<Record<string, number>> };
    return Object.entries(calls).reduce((sum, [path, times]) => sum + (path.includes('/services/') ? times : 0), 0);
  };
  let before = 0;
  const counts = withOrg(bench, (org) => {
    const setOauthPlugin: SalesforceOrg['metadata']['setOauthPlugin'] = async (...given) => {
      const begun = counted.isStopped ? 0 : await all();
      await org.metadata.setOauthPlugin(...given);
      if (!counted.isStopped) Object.assign(counted, { requests: begun - before + 1, isStopped: true });
    };
    return { ...org, metadata: { ...org.metadata, setOauthPlugin } };
  });
  return {
    counted,
    bench: counts,
    confirm: async () => {
      before = await all();
    },
  };
}

/** What else may be at work, each until it is woken. Returns how it ended, once it was. */
const others: Readonly<Record<string, (bench: RotationBench, gate: Gate) => Promise<unknown>>> = {
  'a rotation of the same app': (bench, at) => new Person(stoppedAtDelivery(bench, at)).run({ kind: 'rotate' }),
  'a rotation of another app that has REST access on': async ({ ports, state, clock }, { stop }) => {
    const org = await ports.openOrg('practice');
    await withSecretAccess({ org, state, clock, app: 'Data_Lake' }, stop, () => undefined);
  },
  'a check of the daemon': async (bench, { stop }) => withConsumerLease(bench.state, await bench.watched(), stop),
  'a setup of the same app': async (bench, { stop }) => {
    const lease = await bench.state.leases.acquire(setupLease(await bench.watched()));
    await stop();
    await lease.release();
  },
  'another emergency that has not blocked access yet': async (bench, { stop }) => {
    const before = withOrg(bench, (org) => {
      const setOauthPlugin: SalesforceOrg['metadata']['setOauthPlugin'] = async (...given) => {
        await stop();
        return org.metadata.setOauthPlugin(...given);
      };
      return { ...org, metadata: { ...org.metadata, setOauthPlugin } };
    });
    const person = await EmergencyPerson.open(before);
    return (await person.run('flow')).stop?.code;
  },
};

describe('the first request that stops the app leaves within two round trips of the confirmation', () => {
  it.each(['nobody else', ...Object.keys(others)])('beside %s', async (name) => {
    await withRotationBench({ isOff: name.includes('REST') }, async (bench) => {
      const other = await besides(bench);
      const at = gate();
      const over = others[name]?.(other, at);
      if (over) await Promise.race([at.isReached, over]);
      const counts = counting(bench);
      const person = await EmergencyPerson.open(counts.bench);
      await person.run('flow', { confirmed: counts.confirm });
      expect(person.stops).toEqual([]);
      expect(counts.counted.isStopped).toBe(true);
      expect(counts.counted.requests).toBeLessThanOrEqual(2);
      at.wake();
      await over;
      await person.checkEnd({ isOff: name.includes('REST'), others: 1 });
      other.close();
    });
  });
});

const points = [
  ...(['stage', 'rotate'] as const).flatMap((call) => [['before', call] as const, ['after', call] as const]),
  ['before', 'delivery'] as const,
];

describe('an emergency takes over from a rotation of the same app', () => {
  it.each(points)('that was suspended %s its %s', async (when, call) => {
    await withRotationBench({}, async (bench) => {
      const other = await besides(bench);
      const at = gate();
      const stopped = call === 'delivery' ? stoppedAtDelivery(other, at) : stoppedAt(other, [when, call], at);
      const rotating = new Person(stopped);
      const over = rotating.run({ kind: 'rotate' });
      await Promise.race([at.isReached, over]);
      const person = await EmergencyPerson.open(bench);
      await person.run('flow');
      expect(person.stops).toEqual([]);
      const { apps } = (await bench.truth()) as { readonly apps: unknown };
      at.wake();
      expect((await over).stop?.code).toBe('TakenOver');
      expect((await bench.truth()).apps).toEqual(apps);
      expect(await bench.state.journal.open()).toEqual([]);
      await person.checkEnd({ isOff: false, others: 1 });
      other.close();
    });
  });
});

describe('a second emergency of the same app', () => {
  /** The first one, which stops while it stages: it has blocked access, if it was asked to. */
  async function beside(bench: RotationBench, containBy: 'flow' | null) {
    const other = await besides(bench);
    const at = gate();
    const first = await EmergencyPerson.open(stoppedAt(other, ['before', 'stage'], at));
    const over = first.run(containBy);
    await Promise.race([at.isReached, over]);
    const end = async () => {
      at.wake();
      const { stop } = await over;
      return stop?.code ?? 'done';
    };
    return { first, end, close: other.close };
  }

  it('leaves the work to one that has blocked access, and says so', async () => {
    await withRotationBench({}, async (bench) => {
      const second = await EmergencyPerson.open(bench);
      const { first, end, close } = await beside(bench, 'flow');
      const { stop } = await second.run('flow');
      expect(stop).toMatchObject({
        code: 'AnotherAtWork',
        exitCode: 75,
        safe: expect.stringContaining('OAuth is off for this app'),
        actions: expect.arrayContaining([expect.stringContaining('keyturn status ERP_Bridge')]),
      });
      expect(await end()).toBe('done');
      await first.checkEnd({ isOff: false });
      close();
    });
  });

  it('waits for one that blocks access between its plan and its confirmation, and keeps the new credentials', async () => {
    await withRotationBench({}, async (bench) => {
      const other = Promise.withResolvers<Awaited<ReturnType<typeof beside>>>();
      const sleep = async () => void (await (await other.promise).end());
      const clock = { ...bench.ports.clock, now: () => bench.clock.now(), sleep };
      const second = await EmergencyPerson.open({ ...bench, ports: { ...bench.ports, clock } });
      const confirmed = async () => other.resolve(await beside(bench, 'flow'));
      const { stop } = await second.run('flow', { confirmed, mayReplaceAnew: false });
      expect(stop).toMatchObject({ code: 'JustReplaced' });
      expect(await second.open()).toBeNull();
      const { first, close } = await other.promise;
      await first.checkEnd({ isOff: false });
      close();
    });
  });

  it('takes over from one that leaves access open, to block it', async () => {
    await withRotationBench({}, async (bench) => {
      const { end, close } = await beside(bench, null);
      const second = await EmergencyPerson.open(bench);
      await second.run('flow');
      expect(second.stops).toEqual([]);
      expect(await end()).toBe('TakenOver');
      await second.checkEnd({ isOff: false });
      close();
    });
  });
});
