import { expect, it } from 'vitest';
import { type OldState, replacing } from '../../../src/core/backup/replacing.ts';
import type { State } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryState } from '../../support/memory-state.ts';

/** A state that notes when it is closed, and work that notes what it met. */
function bench(changed: (state: State) => Partial<State> = () => ({})) {
  const met: string[] = [];
  const state = new MemoryState().open(new FakeClock());
  const old = { ...state, close: () => void met.push('closed'), ...changed(state) };
  const work = async ({ close }: OldState) => {
    close();
    met.push('replaced');
  };
  return { met, old, work, state };
}

const full = reason('DiskFull', { path: '/home' });
const failing = async () => {
  throw full;
};

it.each<[string, (state: State) => Partial<State>]>([
  ['it works', () => ({})],
  ['its leases fail', ({ leases }) => ({ leases: { ...leases, acquire: failing } })],
  ["its apps can't be read", ({ apps }) => ({ apps: { ...apps, list: failing } })],
])('closes the state before it is replaced, also where %s', async (_how, changed) => {
  const { met, old, work } = bench(changed);
  await replacing(async () => old, work);
  expect(met).toEqual(['closed', 'replaced']);
});

it("replaces a state that doesn't open", async () => {
  const { met, work } = bench();
  await replacing(failing, work);
  expect(met).toEqual(['replaced']);
});

it('replaces nothing while something is at work, and nothing twice', async () => {
  const { met, old, work, state } = bench();
  const lease = await state.leases.acquire('app 00D New');
  await expect(replacing(async () => old, work)).rejects.toMatchObject({ code: 'AnotherAtWork' });
  await lease.release();
  await expect(replacing(async () => old, failing)).rejects.toBe(full);
  expect(met).toEqual([]);
});
