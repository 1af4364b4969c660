import { describe, expect, it } from 'vitest';
import { writeCardOf } from '../../../src/core/card/write-card.ts';
import { drill } from '../../../src/core/emergency/drill.ts';
import { command } from '../rotation/drive.ts';
import type { Story } from '../rotation/story.ts';
import { World } from '../rotation/world.ts';

async function drilled(story: Partial<Story> = {}, before: Story['kind'] | null = null) {
  const world = new World({ name: 'a drill', ...story });
  await world.begin();
  if (before !== null) await command(world, await world.process(), { kind: before });
  const original = world.consumer.primary.key;
  const ports = await world.process();
  const end = await drill(ports, world.resuming(ports.watched)).catch((error: unknown) => error);
  return { world, end, original };
}

async function cardOf(world: World): Promise<string> {
  const watched = await world.watched();
  if (!watched) throw new Error('nothing is watched');
  let card = '';
  const writeCard = async (_path: string, text: string) => {
    card = text;
  };
  const { state, clock } = await world.process();
  await writeCardOf({ state, clock, incidents: { writeCard }, contacts: {}, isPractice: false }, watched, '/card.md');
  return card;
}

describe('a drill in a real org', () => {
  it.each<Partial<Story>>([{ name: 'setting on' }, { name: 'setting off', isOff: true }])(
    'stages, proves and takes back, and touches nothing else: $name',
    async (story) => {
      const { world, end, original } = await drilled(story);
      expect(end).toMatchObject({ estimateMs: expect.any(Number), end: { rotation: { outcome: 'discarded' } } });
      expect(world.sent).toMatchObject({ stage: 1, rotate: 0, delete: 1 });
      expect([world.consumer.primary.key, world.consumer.staged]).toEqual([original, null]);
      // Nobody was handed anything, and no pair but the primary one is kept.
      expect([...world.given.values()].map(({ consumerKey }) => consumerKey)).toEqual([original]);
      expect([...world.entries.keys()]).toEqual([original]);
      expect(world.isSecretAccessOn).toBe(story.isOff !== true);
      expect((await world.watched())?.lastDrill).toMatchObject({ estimateMs: expect.any(Number) });
      expect(await cardOf(world)).toMatch(/last drill \| [\d.]+ s until credentials are refused \(measured /);
    },
  );

  it('never plays with a pair that waits in the slot', async () => {
    const { world, end } = await drilled({}, 'stage');
    expect(end).toMatchObject({
      code: 'DrillSlotTaken',
      message: expect.stringMatching(/needs the staging slot of \S+, which holds credentials with the key \S+$/),
      actions: [expect.stringContaining('keyturn check'), expect.stringContaining('discard'), expect.anything()],
    });
    expect(world.consumer.staged?.state).toBe('Active');
    expect(world.sent).toMatchObject({ stage: 1, delete: 0 });
  });
});
