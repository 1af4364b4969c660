import { expect, it } from 'vitest';
import { resumeRotation } from '../../../src/core/operate/operate.ts';
import { emergencyAttention } from '../../../src/core/words/attention.ts';
import { setField } from '../../../src/practice-org/model/app.ts';
import { prepare, respondTo } from './drive.ts';
import { World } from './world.ts';

it.each([
  ['with a containment', 'flow', 'NewPairUnproved', /OAuth was already off for this app before the emergency/],
  ['without one', null, 'AppGivesNoToken', /\(AppGivesNoToken\): continue/],
] as const)(
  'an emergency of an app whose OAuth was off before ends soon, %s, and continues once it is on',
  async (_how, containBy, code, attention) => {
    const world = new World({ name: 'OAuth was off before', kind: 'emergency' });
    await prepare(world);
    const oauth = (value: string) =>
      setField(world.app, 'ExtlClntAppConfigurablePolicies', 'isOauthPluginEnabled', value);
    world.byOthers(() => oauth('false'));
    const stops = async (work: () => Promise<unknown>) => {
      const begun = world.clock.now();
      await expect(work()).rejects.toMatchObject({ code, exitCode: 3 });
      return world.clock.now() - begun;
    };
    // The refusal of the leaked credentials has to stand for a minute.
    expect(await stops(async () => respondTo(world, await world.process(), { containBy }))).toBeLessThan(120_000);
    expect(world.open).toMatchObject({ refusedAt: expect.any(Number), primaryProvedAt: null });
    expect(world.open && emergencyAttention(world.open)).toMatch(attention);
    const again = async () => {
      const ports = await world.process();
      return resumeRotation(ports, world.resuming(ports.watched));
    };
    expect(await stops(again)).toBeLessThan(60_000);
    world.byOthers(() => oauth('true'));
    await again();
    expect(world.open).toBeNull();
  },
);
