import { expect, it } from 'vitest';
import { resumeRotation } from '../../../src/core/operate/operate.ts';
import { command, prepare } from './drive.ts';
import { acts, mendApp } from './other-people.ts';
import { World } from './world.ts';

it.each(['turnFlowOff', 'freezeUser'] as const)(
  'a run stops soon if the app gives no token (%s), deletes nothing, and continues once it does',
  async (act) => {
    const knobs = { freezeStopsTokens: true, tokenErrorSet: 'generic' };
    const world = new World({ name: act, knobs, graceDays: 0 });
    await prepare(world);
    world.atBoundary = (what) => {
      if (what === 'after rotate') world.byOthers(() => acts[act](world));
    };
    for (const kind of ['rotate', 'retire'] as const) {
      const begun = world.clock.now();
      await expect(command(world, await world.process(), { kind, consent: { confirmed: true } })).rejects.toMatchObject(
        {
          code: 'AppGivesNoToken',
          safe: expect.stringMatching(/^Consumers get no token until that is fixed/),
        },
      );
      expect(world.clock.now() - begun).toBeLessThan(60_000);
      expect(world.consumer.staged).toMatchObject({ key: world.original.consumerKey, state: 'Rotated' });
      expect(world.open).toMatchObject({ endedAt: null, refusedAt: null, stop: { code: 'AppGivesNoToken' } });
    }
    world.byOthers(() => mendApp(world));
    const ports = await world.process();
    await resumeRotation(ports, world.resuming(ports.watched));
    expect([world.consumer.staged, world.open]).toEqual([null, null]);
  },
);

it.each(['turnFlowOff', 'freezeUser'] as const)(
  'previous credentials outlive their grace period as long as the current ones get no token (%s)',
  async (act) => {
    const world = new World({ name: act, graceDays: 7 });
    await prepare(world);
    const end = await command(world, await world.process(), { kind: 'rotate' });
    expect(end?.rotation).toMatchObject({ primaryProvedAt: expect.any(Number), endedAt: null });
    world.pass((end?.restsUntil ?? 0) - world.clock.now() + 60_000);
    world.byOthers(() => acts[act](world));
    for (const isUnattended of [true, false]) {
      const ports = await world.process();
      const going = { ...world.resuming(ports.watched), isUnattended };
      await expect(resumeRotation(ports, going)).rejects.toMatchObject({ code: 'AppGivesNoToken' });
      expect(world.consumer.staged).toMatchObject({ key: world.original.consumerKey, state: 'Rotated' });
      expect(world.open).toMatchObject({ endedAt: null, primaryProvedAt: null, stop: { code: 'AppGivesNoToken' } });
    }
    world.byOthers(() => mendApp(world));
    const ports = await world.process();
    await resumeRotation(ports, world.resuming(ports.watched));
    expect([world.consumer.staged, world.open]).toEqual([null, null]);
  },
);
