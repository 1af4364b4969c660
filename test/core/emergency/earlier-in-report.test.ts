import { expect, it } from 'vitest';
import { readRecord } from '../../../src/core/model/containment-record.ts';
import { respondTo } from '../rotation/drive.ts';
import { World } from '../rotation/world.ts';
import { failing, faults, isBlocked } from './bad-disk.ts';

/** keyturn blocked access, and only the file of its record knows that. */
async function blocked(by: 'flow' | 'freeze') {
  const world = new World({ name: 'blocked before', kind: 'emergency' });
  await world.begin();
  const { watched } = await world.process();
  await world.wholeState.apps.save({ ...watched, adoptedAt: world.clock.now() });
  const { original } = world;
  world.entries.set(original.consumerKey, { ...original, savedAt: 0 } as never);
  await failing(world, { fault: faults.damaged, failsFrom: 1, writes: 0 }, by);
  expect([isBlocked(world), world.records.length]).toEqual([true, 1]);
  world.beginCommand();
  return world;
}

function reportOf(world: World) {
  const [text = ''] = world.reports.values();
  const { markdown, json } = JSON.parse(text) as { markdown: string; json: { leakedUse: unknown } };
  return { markdown, leakedUse: json.leakedUse };
}

it.each([
  ['flow', 'blocks access again'],
  ['freeze', 'blocks access again'],
  ['flow', 'continues from the record'],
  ['freeze', 'continues from the record'],
] as const)(
  'the report never says that credentials got no token which keyturn itself had blocked (%s, one that %s)',
  async (by, how) => {
    const world = await blocked(by);
    const record = how === 'continues from the record' ? readRecord(world.records[0] ?? '') : null;
    world.isBlockAgreed = true;
    const end = await respondTo(world, await world.process(), { containBy: record ? null : by, record });
    expect([end.rotation.outcome, isBlocked(world)]).toEqual(['done', false]);
    const { markdown, leakedUse } = reportOf(world);
    expect(leakedUse).toBeNull();
    expect(markdown).not.toMatch(/they got no token|settings, no credentials got a token/);
    expect(markdown).toContain('while access was open');
  },
);
