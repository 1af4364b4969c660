import { expect, it } from 'vitest';
import { noteUnfrozen } from '../../../src/core/acts/findings-over.ts';
import { rotationLease } from '../../../src/core/model/rotation-lease.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { noon, watchedApp } from '../watch/watched-apps.ts';

const words = { since: noon, sentence: '', cure: '' };
const frozen = { kind: 'user-frozen', ...words } as const;
const loosened = { kind: 'policy-loosened', ...words } as const;

function app(name: string, fields: Partial<WatchedApp> = {}): WatchedApp {
  return watchedApp({ app: name, consumerId: name, lastCheck: { at: noon, drift: [frozen, loosened] }, ...fields });
}

it('no longer names a user as frozen whom keyturn has unfrozen, for every app of that user', async () => {
  const state = new MemoryState().open(new FakeClock(noon));
  const [own, same, busy] = [app('Own'), app('Same'), app('Busy')];
  const other = app('Other', { executionUser: { id: '005other', username: 'other@acme.example' } });
  const elsewhere = app('Elsewhere', { orgId: '00D000000000009AAA' });
  const all = [own, same, busy, other, elsewhere];
  for (const one of all) await state.apps.save(one);
  const lease = await state.leases.acquire(rotationLease(busy), 'a rotation');
  await noteUnfrozen(state, own);
  await lease.release();
  const kinds = async ({ orgId, app: name, consumerId }: WatchedApp) =>
    (await state.apps.find(orgId, name, consumerId))?.lastCheck?.drift.map(({ kind }) => kind);
  expect(await kinds(same)).toEqual(['policy-loosened']);
  for (const one of [own, busy, other, elsewhere]) expect(await kinds(one)).toEqual(['user-frozen', 'policy-loosened']);
});

it('leaves an app to a process that takes it over in the meantime', async () => {
  const state = new MemoryState().open(new FakeClock(noon));
  const [own, same] = [app('Own'), app('Same')];
  for (const one of [own, same]) await state.apps.save(one);
  const find: typeof state.apps.find = async (...asked) => {
    await state.leases.takeOver(rotationLease(same));
    return state.apps.find(...asked);
  };
  await noteUnfrozen({ ...state, apps: { ...state.apps, find } }, own);
  expect((await state.apps.find(same.orgId, same.app, same.consumerId))?.lastCheck?.drift).toHaveLength(2);
});
