import { describe, expect, it } from 'vitest';
import { figure } from '../../support/figure.ts';
import { crashRun } from './crash-run.ts';
import { drive, respondTo } from './drive.ts';
import { checkEmergencyEnd, leak } from './emergency-ends.ts';
import type { Story } from './story.ts';
import { World } from './world.ts';

const base = { kind: 'emergency' } as const;
const thorough: readonly Story[] = [
  { ...base, name: 'emergency', deliveries: ['file:/etc/erp.env', 'exec:/opt/hand-over'] },
  { ...base, name: 'contained by the flow', wishes: { containBy: 'flow' } },
];
const others: readonly Story[] = [
  { ...base, name: 'contained by a frozen user', wishes: { containBy: 'freeze' } },
  { ...base, name: 'with a consumer that a person updates', deliveries: ['manual:CI', 'file:/etc/erp.env'] },
  { ...base, name: 'nobody was named', deliveries: [] },
  { ...base, name: 'borrowed setting', isOff: true },
  { ...base, name: 'the place is taken by a pair of ours', before: [{ kind: 'stage' }], sent: { delete: 2 } },
  { ...base, name: 'the place is taken by the previous pair', before: [{}], sent: { delete: 2 } },
  { ...base, name: 'the place is taken by a stranger’s pair', hasStranger: true, sent: { delete: 2 } },
  { ...base, name: 'staged pairs get no token', knobs: { stagedUsable: false } },
  { ...base, name: 'keyturn’s own app', isSelf: true },
  { ...base, name: 'keyturn’s own app, contained', isSelf: true, wishes: { containBy: 'flow' } },
  { ...base, name: 'a place that takes no report', reportTo: '/taken' },
  { ...base, name: 'sessions kept', wishes: { keepsSessions: true } },
  { ...base, name: 'no dates, ids of the slot', knobs: { dateFormat: 'absent', idFollows: 'slot' } },
  { ...base, name: 'shared sessions', knobs: { sessionReuse: true } },
  { ...base, name: 'sessions that nobody lists', knobs: { ccSessionsListed: false } },
  { ...base, name: 'slow servers', knobs: { propagationMs: 120_000 } },
  { ...base, name: 'slow servers, contained', knobs: { propagationMs: 120_000 }, wishes: { containBy: 'flow' } },
  {
    ...base,
    name: 'replaced by a deploy',
    wishes: { byDeploy: true },
    sent: { stage: 0, rotate: 0, delete: 0, deploy: 1 },
  },
];

describe('an emergency with a crash at every effect boundary', () => {
  it.each(thorough)('and every pair of crashes converges: $name', { timeout: 240_000 }, async (story) => {
    const { boundaries } = await crashRun(story, []);
    expect(boundaries).toBeGreaterThan(30);
    let runs = 1;
    for (let first = 1; first <= boundaries; first += 1) {
      const once = await crashRun(story, [first]);
      runs += 1;
      for (let second = first + 1; second <= once.boundaries; second += 17) {
        await crashRun(story, [first, second]);
        runs += 1;
      }
    }
    figure(`crash table, ${story.name}: ${boundaries} boundaries, ${runs} runs, all converge`);
  });

  it.each(others)('converges: $name', { timeout: 60_000 }, async (story) => {
    const { boundaries } = await crashRun(story, []);
    expect(boundaries).toBeGreaterThan(10);
    for (let first = 1; first <= boundaries; first += 1) await crashRun(story, [first]);
    figure(`crash table, ${story.name}: ${boundaries} boundaries, ${boundaries + 1} runs, all converge`);
  });
});

it('begins anew when the new pair leaks as well, though somebody still waits for it', async () => {
  const world = new World({ ...base, name: 'twice', deliveries: ['manual:CI'] });
  await world.begin();
  const first = await respondTo(world, await world.process());
  expect(first.rotation).toMatchObject({ finishedAt: null, refusedAt: expect.any(Number) });
  const second = await respondTo(world, await world.process());
  expect(second.rotation).toMatchObject({ ends: first.rotation.stays, emergency: { freed: [first.rotation.ends] } });
  expect(world.memory.runs.map(({ outcome }) => outcome)).toContain('replaced');
  expect(world.consumer.primary.key).toBe(second.rotation.stays);
  expect(world.isLive(world.original)).toBe(false);
});

it('turns on again what a killed attempt had turned off, though the next one may not even look', {
  timeout: 60_000,
}, async () => {
  const story: Story = { ...base, name: 'killed, then refused', wishes: { containBy: 'flow' } };
  const moments = Array.from({ length: 16 * 8 }, (_, index) => [1 + Math.floor(index / 8), index % 8] as const);
  for (const [crashAt, refusedRead] of moments) {
    const world = new World(story);
    await world.begin();
    const stolen = leak(world);
    world.crashes = [crashAt];
    await respondTo(world, await world.process()).catch(() => undefined);
    world.crashes = [];
    let reads = 0;
    world.faultAt = (call) => {
      if (call === 'read') reads += 1;
      return call === 'read' && reads === refusedRead + 1 ? 'refused' : null;
    };
    for (let tries = 0; tries < 3; tries += 1) await drive(world);
    checkEmergencyEnd(world, stolen);
  }
});
