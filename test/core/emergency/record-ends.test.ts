import { describe, expect, it } from 'vitest';
import { keptContainments, removeEnded } from '../../../src/core/acts/kept-containments.ts';
import { adoptContainments } from '../../../src/core/emergency/adopt-records.ts';
import { resumeRotation } from '../../../src/core/operate/operate.ts';
import { isKeyturnError } from '../../../src/core/reasons/errors.ts';
import { sample, upTo } from '../../support/sample.ts';
import { respondTo } from '../rotation/drive.ts';
import { checkEmergencyEnd, leak } from '../rotation/emergency-ends.ts';
import type { Story } from '../rotation/story.ts';
import { World } from '../rotation/world.ts';
import { failing, faults, isBlocked } from './bad-disk.ts';

const stories: readonly (Story & { readonly containBy: 'flow' | 'freeze' })[] = [
  { name: 'OAuth off', kind: 'emergency', containBy: 'flow', wishes: { containBy: 'flow' } },
  { name: 'user frozen', kind: 'emergency', containBy: 'freeze', wishes: { containBy: 'freeze' } },
];

/** Access was blocked while nothing could be written: only the record knows of it. */
async function blocked(story: (typeof stories)[number]) {
  const world = new World(story);
  await world.begin();
  const { watched } = await world.process();
  await world.wholeState.apps.save({ ...watched, adoptedAt: world.clock.now() });
  const stolen = leak(world);
  await failing(world, { fault: faults.full, failsFrom: 1, writes: 0 }, story.containBy);
  expect([isBlocked(world), world.records.length]).toEqual([true, 1]);
  world.boundaries = 0;
  return { world, stolen };
}

/** A command from its start to its end, as `compose` opens and closes the state of one. False if it was killed. */
async function oneCommand(world: World, work: 'resume' | 'record'): Promise<boolean> {
  const ports = await world.process();
  const { incidents, state, clock } = ports;
  try {
    await removeEnded(incidents, state);
    const kept = (await keptContainments(incidents, state)).map(({ record }) => record);
    const [record] = kept;
    if (work === 'record' && record && world.open === null) {
      await respondTo(world, ports, { containBy: null, record });
    } else {
      await adoptContainments(state, clock, kept);
      await resumeRotation(ports, world.resuming(ports.watched));
    }
    await removeEnded(incidents, state);
    return true;
  } catch (error) {
    if (world.broken) throw world.broken;
    if (world.isDead) return false;
    if (!isKeyturnError(error) || error.exitCode !== 75) throw error;
    world.pass(60_000);
    return false;
  }
}

describe.each(stories)('the record of a containment ($name)', (story) => {
  it.each(['resume', 'record'] as const)(
    'stays until access is restored, wherever `%s` is killed, and is removed then',
    async (work) => {
      const usual = await blocked(story);
      expect(await oneCommand(usual.world, work)).toBe(true);
      const { boundaries } = usual.world;
      for (const crash of sample(upTo(boundaries), 30)) {
        const { world, stolen } = await blocked(story);
        world.crashes = [crash];
        // An older copy of the state may come back at any time: without the record, nobody would restore access.
        world.atBoundary = (what) =>
          expect([crash, what, !isBlocked(world) || world.records.length > 0]).toEqual([crash, what, true]);
        for (let runs = 0; runs < 8; runs += 1) if ((await oneCommand(world, work)) && world.open === null) break;
        await oneCommand(world, work);
        expect([crash, world.records, world.memory.runs.at(-1)?.outcome]).toEqual([crash, [], 'done']);
        checkEmergencyEnd(world, stolen);
      }
      expect(boundaries).toBeGreaterThan(20);
    },
  );
});

it('a record that can not be removed opens no second emergency, and blocks nothing', async () => {
  const { world } = await blocked(stories[0] as (typeof stories)[number]);
  const ports = await world.process();
  const incidents = { ...ports.incidents, removeRecord: async () => undefined };
  const kept = async () => (await keptContainments(incidents, ports.state)).map(({ record }) => record);
  await adoptContainments(ports.state, ports.clock, await kept());
  await resumeRotation(ports, world.resuming(ports.watched));
  await removeEnded(incidents, ports.state);
  expect([world.records.length, await kept()]).toEqual([1, []]);
});

it.each(Object.entries(faults))(
  'a record says why the emergency stopped, and when tokens were refused: %s',
  async (_kind, fault) => {
    const [story] = stories;
    if (!story) throw new Error('no story');
    const world = new World(story);
    await world.begin();
    const { watched } = await world.process();
    const { orgId, app, consumerKey } = watched;
    world.entries.set(consumerKey, { orgId, app, ...world.original, savedAt: 0 });
    await world.wholeState.apps.save({ ...watched, adoptedAt: world.clock.now() });
    await failing(world, { fault, failsFrom: 1, writes: 0 }, story.containBy);
    const blockedAt = world.clock.now();
    world.pass(84_000);
    const ports = await world.process();
    const kept = (await keptContainments(ports.incidents, ports.state)).map(({ record }) => record);
    await adoptContainments(ports.state, ports.clock, kept);
    expect(world.open?.stop?.code).toBe(fault.code);
    const end = await resumeRotation(ports, world.resuming(ports.watched));
    const { confirmedAt = 0, containment } = end?.rotation.emergency ?? {};
    expect(containment?.provedAt).toBeGreaterThanOrEqual(confirmedAt);
    expect(containment?.provedAt).toBeLessThanOrEqual(blockedAt);
  },
);
