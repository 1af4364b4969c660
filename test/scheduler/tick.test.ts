import { expect, it, onTestFinished } from 'vitest';
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
