import { describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { reason } from '../../src/core/errors.ts';
import type { OperatePorts } from '../../src/core/operate/operate.ts';
import { type TickPorts, tick } from '../../src/scheduler/tick.ts';
import { day, noon, watchedApp } from '../core/watch/watched-apps.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A tick over three apps whose org can't be reached; one of them breaks in a way that nobody has thought of. */
async function world() {
  const clock = new FakeClock(noon + 100 * day);
  const state = await openState({ folder: tempFolder(), clock, actor: 'tester@bench' });
  onTestFinished(() => state.close());
  const apps = ['Broken', 'First', 'Second'].map((app, index) =>
    watchedApp({ app, consumerId: `88800000000000${index}AAA`, issuedAt: noon }),
  );
  for (const app of apps) await state.apps.save(app);
  const told: string[] = [];
  const operate = {
    state,
    clock,
    chance: () => 0.5,
    signal: new AbortController().signal,
    openOrg: async () => {
      throw reason('OrgUnreachable', { host: 'acme.example', problem: 'no answer' });
    },
  } as unknown as OperatePorts;
  const ports: TickPorts = {
    operate,
    operateFor: (app) => {
      if (app.app === 'Broken') throw new TypeError('not thought of');
      return operate;
    },
    post: {
      notifiers: [],
      address: (fresh) => {
        told.push(...fresh.map(({ app, kind }) => `${app} ${kind}`));
        return [];
      },
    },
    settings: { policyOf: ({ policy }) => policy, windowOf: () => null, stageAheadDays: 14, checkEveryMs: day },
  };
  return { ports, state, clock, told };
}

it('looks after the others when one app or its org fails, and comes back to it later', async () => {
  const { ports, state, clock, told } = await world();
  const { actions } = await tick(ports);
  expect(actions.map(({ app, action, outcome }) => `${app} ${action} ${outcome}`).sort()).toEqual([
    'Broken look Defect',
    'First check OrgUnreachable',
    'Second check OrgUnreachable',
  ]);
  expect(told.filter((line) => line.endsWith('secret-age')).sort()).toEqual(['First secret-age', 'Second secret-age']);
  const next = (await state.due.next()) ?? 0;
  expect(next).toBeGreaterThan(clock.now());
  expect(next).toBeLessThanOrEqual(clock.now() + 15 * 60_000);
});

it('is not begun a second time while it runs', async () => {
  const { ports, state } = await world();
  const lease = await state.leases.acquire('tick');
  await expect(tick(ports)).rejects.toMatchObject({ code: 'AnotherAtWork' });
  await lease.release();
  await expect(tick(ports)).resolves.toMatchObject({ recovered: [] });
});

it('opens an org once for all of its apps that are to be looked at', async () => {
  const { ports } = await world();
  const opened: string[] = [];
  const openOrg = (name: string) => {
    opened.push(name);
    return ports.operate.openOrg(name);
  };
  const operate = { ...ports.operate, openOrg };
  await tick({ ...ports, operate, operateFor: () => operate });
  expect(opened).toEqual(['acme']);
});

describe('a tick with nothing due', () => {
  /** What is asked of the state and of the orgs from now on, but for whether anything is due. */
  function watching({ ports }: Awaited<ReturnType<typeof world>>) {
    const asked: string[] = [];
    const listening = <Port extends object>(name: string, port: Port) =>
      new Proxy(port, {
        get: (target, method, receiver) => {
          asked.push(`${name}.${String(method)}`);
          return Reflect.get(target, method, receiver);
        },
      });
    const { state } = ports.operate;
    const { apps, rotations, due } = state;
    const operate: OperatePorts = {
      ...ports.operate,
      state: { ...state, apps: listening('apps', apps), rotations: listening('rotations', rotations), due },
      openOrg: (name) => Promise.reject(new Error(`opened ${name}`)),
    };
    return { asked, ports: { ...ports, operate, operateFor: () => operate } };
  }

  it('reads no app and no run, asks no org, and still knows whether somebody is needed', async () => {
    const here = await world();
    await here.state.apps.remove(watchedApp({ app: 'Broken', consumerId: '888000000000000AAA' }));
    // Until each has found its next instant.
    for (let rounds = 0; rounds < 2; rounds += 1) await tick(here.ports);
    const { asked, ports } = watching(here);
    await expect(tick(ports)).resolves.toMatchObject({ actions: [], notices: [], needsAttention: true });
    expect(asked).toEqual([]);
  });

  it.each([
    ['a moment before the secret is due', 90 * day - 1, false],
    ['when it is due', 90 * day, true],
  ])('tells that somebody is needed by the clock alone: %s', async (_, after, isNeeded) => {
    const here = await world();
    const clock = new FakeClock(noon);
    const listed = await here.state.apps.list();
    for (const app of listed) {
      await here.state.apps.save({ ...app, lastCheck: { at: noon, drift: [] } });
      const found = await here.state.due.find(app);
      if (found) await here.state.due.postpone(found, noon + 1000 * day);
    }
    const ports = { ...here.ports, operate: { ...here.ports.operate, clock } };
    await expect(tick(ports)).resolves.toMatchObject({ needsAttention: false });
    clock.advance(after);
    const { asked, ports: later } = watching({ ...here, ports });
    await expect(tick(later)).resolves.toMatchObject({ needsAttention: isNeeded });
    expect(asked).toEqual([]);
  });
});
