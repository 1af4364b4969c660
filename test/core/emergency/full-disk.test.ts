import { describe, expect, it } from 'vitest';
import { keptContainments, removeEnded } from '../../../src/core/acts/kept-containments.ts';
import { adoptContainments } from '../../../src/core/emergency/adopt-records.ts';
import { readRecord } from '../../../src/core/model/containment-record.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { resumeRotation } from '../../../src/core/operate/operate.ts';
import { figure } from '../../support/figure.ts';
import { sample, upTo } from '../../support/sample.ts';
import { drive, respondTo } from '../rotation/drive.ts';
import { checkEmergencyEnd, leak } from '../rotation/emergency-ends.ts';
import { checkSentence } from '../rotation/safe-sentences.ts';
import type { Story } from '../rotation/story.ts';
import { World } from '../rotation/world.ts';
import { type Disk, failing, faults, isBlocked, isFlowOff, isFrozen, isLeakedGone, onDisk } from './bad-disk.ts';

/** With space again: with the record if there is one, and otherwise as after any interruption. */
async function goOn(world: World): Promise<Rotation | null> {
  const ports = await world.process();
  const [text] = world.records;
  const record = text === undefined ? null : readRecord(text);
  if (record) await respondTo(world, ports, { containBy: null, record }).catch(() => undefined);
  return (await drive(world)).last;
}

const stories: readonly (Story & { readonly containBy: 'flow' | 'freeze' })[] = [
  { name: 'flow', kind: 'emergency', containBy: 'flow', wishes: { containBy: 'flow' } },
  { name: 'freeze', kind: 'emergency', containBy: 'freeze', wishes: { containBy: 'freeze' } },
  { name: 'no REST access', kind: 'emergency', containBy: 'flow', isOff: true, wishes: { containBy: 'flow' } },
];

describe.each(Object.entries(faults))('a containment whose state fails (%s)', (kind, fault) => {
  it.each(stories)('at any write blocks access first, and is undone later: $name', async (story) => {
    const whole: Disk = { fault, failsFrom: Number.POSITIVE_INFINITY, writes: 0 };
    const usual = new World(story);
    await usual.begin();
    expect(await failing(usual, whole, story.containBy)).toBeNull();
    let recorded = 0;
    for (const failsFrom of new Set([1, ...sample(upTo(whole.writes), 12)])) {
      const world = new World(story);
      await world.begin();
      const stolen = leak(world);
      const error = await failing(world, { fault, failsFrom, writes: 0 }, story.containBy);
      const when = `write ${failsFrom} of ${whole.writes}`;
      if (error === null) continue;
      expect(isBlocked(world) || isLeakedGone(world), when).toBe(true);
      checkSentence(world, error);
      expect([when, error.safe]).not.toEqual([when, expect.stringContaining('Nothing changed')]);
      expect(error.actions.join(' '), when).not.toContain('KEYTURN_HOME');
      if (world.records.length > 0) {
        recorded += 1;
        expect(error.actions.join(' ')).toContain('--record /home/ana/record.json --confirm ERP_Bridge');
        expect(world.sent).toEqual({ stage: 0, rotate: 0, delete: 0, deploy: 0 });
      }
      const last = await goOn(world);
      expect(last?.outcome, when).toBe('done');
      world.land();
      checkEmergencyEnd(world, stolen);
      expect(isBlocked(world), when).toBe(false);
    }
    expect(recorded).toBeGreaterThan(0);
    figure(`containment on a bad disk, ${kind}, ${story.name}: ${whole.writes} writes, ${recorded} records`);
  });
});

describe('an emergency on a full disk', () => {
  const story: Story = { name: 'full disk', kind: 'emergency' };
  const full = (failsFrom = 1): Disk => ({ fault: faults.full, failsFrom, writes: 0 });

  it('without a containment changes nothing, and names the command that needs no disk', async () => {
    const world = new World(story);
    await world.begin();
    const error = await failing(world, full(), null);
    expect(error).toMatchObject({
      code: 'DiskFull',
      safe: expect.stringMatching(/^Nothing changed in the org\. The leaked/),
    });
    expect(error?.actions[0]).toContain('`keyturn emergency ERP_Bridge --contain`');
    expect([isBlocked(world), world.records]).toEqual([false, []]);
  });

  it('turns on nothing later if its record is lost: a person decides', async () => {
    const world = new World(story);
    await world.begin();
    await failing(world, full(), 'flow');
    world.records.length = 0;
    const again = respondTo(world, await world.process(), { containBy: 'flow' });
    await expect(again).rejects.toMatchObject({ code: 'NewPairUnproved' });
    expect(world.open?.emergency?.containment).toMatchObject({ wasSo: true, openedAt: expect.any(Number) });
    expect(isFlowOff(world)).toBe(true);
  });

  it('takes the lease of a process that can no longer record its next step', async () => {
    const world = new World(story);
    await world.begin();
    const ports = await world.process();
    world.isBlockAgreed = true;
    const state = onDisk(ports.state, full());
    const leases = { ...state.leases, holder: async () => ({ pid: 7, host: 'other', fence: 3 }) };
    await expect(
      respondTo(world, { ...ports, state: { ...state, leases } }, { containBy: 'flow' }),
    ).rejects.toMatchObject({ code: 'DiskFull' });
    expect(isFlowOff(world)).toBe(true);
  });
});

it('the record of an emergency that replaces fresh credentials continues it', async () => {
  const world = new World({ name: 'again', kind: 'emergency' });
  await world.begin();
  await drive(world);
  const error = await failing(world, { fault: faults.full, failsFrom: 1, writes: 0 }, 'freeze');
  expect([error?.code, isFrozen(world)]).toEqual(['DiskFull', true]);
  const record = readRecord(world.records[0] ?? '');
  const again = () => world.process().then((ports) => respondTo(world, ports, { record, mayReplaceAnew: false }));
  expect((await again()).rotation.outcome).toBe('done');
  expect(isFrozen(world)).toBe(false);
  await expect(again()).rejects.toMatchObject({ code: 'JustReplaced' });
});

describe('a second containment while nothing can be written', () => {
  it.each([
    ['flow', 'flow'],
    ['freeze', 'freeze'],
    ['flow', 'freeze'],
    ['freeze', 'flow'],
  ] as const)(
    'leaves nothing off in the end if the first turned off what it finds: %s, then %s',
    async (first, second) => {
      const world = new World({ name: 'twice', kind: 'emergency' });
      await world.begin();
      const { watched } = await world.process();
      await world.wholeState.apps.save({ ...watched, adoptedAt: world.clock.now() });
      const disk = { fault: faults.full, failsFrom: 1, writes: 0 };
      await failing(world, disk, first);
      world.pass(60_000);
      await failing(world, disk, second);
      const records = world.records.map((text) => readRecord(text));
      expect(records).toMatchObject([{ by: first }, { by: first }]);
      expect(records.map((record) => record?.wasSo)).toEqual([false, false]);
      const ports = await world.process();
      const kept = async () => (await keptContainments(ports.incidents, ports.state)).map(({ record }) => record);
      await adoptContainments(ports.state, ports.clock, await kept());
      expect(await kept()).toEqual([]);
      await resumeRotation(ports, world.resuming(ports.watched));
      expect([isBlocked(world), await kept()]).toEqual([false, []]);
      await removeEnded(ports.incidents, ports.state);
      expect(world.records).toEqual([]);
    },
  );
});
