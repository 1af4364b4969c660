import { describe, expect, it } from 'vitest';
import { readRecord } from '../../../src/core/model/containment-record.ts';
import { isKeyturnError, reason } from '../../../src/core/reasons/errors.ts';
import { containmentRecordWords } from '../../../src/core/words/containment-record.ts';
import { respondTo } from '../rotation/drive.ts';
import { World } from '../rotation/world.ts';
import { failing, faults, isBlocked } from './bad-disk.ts';

type Wishes = Parameters<typeof respondTo>[2];

async function blocked(by: 'flow' | 'freeze') {
  const world = new World({ name: 'blocked before', kind: 'emergency' });
  await world.begin();
  const { watched } = await world.process();
  await world.wholeState.apps.save({ ...watched, adoptedAt: world.clock.now() });
  await failing(world, { fault: faults.damaged, failsFrom: 1, writes: 0 }, by);
  const record = readRecord(world.records[0] ?? '');
  if (record === null) throw new Error('no record was kept');
  expect(isBlocked(world)).toBe(true);
  return { world, record };
}

/** How an emergency ends whose org doesn't answer before the confirmation. */
async function errorOf(world: World, wishes: Wishes) {
  const ports = await world.process();
  const openOrg = () => Promise.reject(reason('OrgUnreachable', { host: 'acme', problem: 'too busy' }));
  const error = await respondTo(world, { ...ports, openOrg }, wishes).catch((thrown: unknown) => thrown);
  if (!isKeyturnError(error)) throw error;
  return { safe: error.safe, actions: error.actions.join('\n') };
}

describe('an emergency that fails before it changes anything, after a containment that only its record knows', () => {
  it.each(['flow', 'freeze'] as const)('says that access is blocked, and how to continue (%s)', async (by) => {
    const { world, record } = await blocked(by);
    const wishes: readonly Wishes[] = [{ containBy: by }, { containBy: null }, { containBy: null, record }];
    for (const wish of wishes) {
      const { safe, actions } = await errorOf(world, wish);
      expect(safe).toBe(`Nothing changed in the org. ${containmentRecordWords.blocked(record)}`);
      expect(actions).toContain('--record /home/ana/record.json --confirm ERP_Bridge');
    }
  });

  it("says only that it may be blocked if Salesforce's answer was lost", async () => {
    const { world, record } = await blocked('flow');
    const lost = { ...record, containedAt: null };
    const { safe } = await errorOf(world, { containBy: null, record: lost });
    expect(safe).toBe(`Nothing changed in the org. ${containmentRecordWords.mayBeBlocked(record)}`);
  });

  it.each(['unwatched since', 'replaced since'])(
    'says that the leaked credentials work if the app was %s',
    async (how) => {
      const { world } = await blocked('flow');
      const { watched } = await world.process();
      const changed = how === 'unwatched since' ? { adoptedAt: world.clock.now() + 60_000 } : { consumerKey: 'other' };
      await world.wholeState.apps.save({ ...watched, ...changed });
      const { safe } = await errorOf(world, { containBy: 'flow' });
      expect(safe).toContain('The leaked credentials work for anyone who has them.');
    },
  );
});
