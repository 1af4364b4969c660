import { describe, expect, it } from 'vitest';
import { reason } from '../../../src/core/reasons/errors.ts';
import { drive, respondTo } from '../rotation/drive.ts';
import { checkEmergencyEnd, leak } from '../rotation/emergency-ends.ts';
import { acts } from '../rotation/other-people.ts';
import { World } from '../rotation/world.ts';

describe.each([false, true])('a replacement by deploy (REST access to secrets off: %s)', (isOff) => {
  async function begun() {
    const world = new World({ name: 'by deploy', kind: 'emergency', isOff, wishes: { byDeploy: true } });
    await world.begin();
    const stolen = leak(world);
    /** While the deploy is on its way. */
    const promotes = () => {
      if (world.open?.emergency?.replaceIntendedAt == null) return;
      world.atBoundary = () => undefined;
      world.byOthers(() => acts.replacePair(world));
    };
    return { world, stolen, promotes };
  }

  it.each([
    ['nothing', null],
    ['OAuth', 'flow'],
  ] as const)(
    'deletes the leaked credentials that others moved to the slot meanwhile, with %s off',
    async (_what, containBy) => {
      const { world, stolen, promotes } = await begun();
      world.atBoundary = promotes;
      const end = await respondTo(world, await world.process(), { byDeploy: true, containBy });
      expect(world.sent).toMatchObject({ deploy: 1, delete: 1 });
      expect(end.rotation).toMatchObject({ outcome: 'done', refusedAt: expect.any(Number) });
      expect(world.consumer.staged).toBeNull();
      checkEmergencyEnd(world, stolen);
    },
  );

  it('finds them there when it continues after a crash at any boundary', async () => {
    for (let crash = 2; crash <= 60; crash += 1) {
      const { world, stolen, promotes } = await begun();
      world.atBoundary = promotes;
      world.crashes = [crash];
      const { last, stop } = await drive(world);
      expect([crash, stop, last?.outcome]).toEqual([crash, null, 'done']);
      expect(world.consumer.staged).toBeNull();
      checkEmergencyEnd(world, stolen);
    }
  });

  it("ends if the org doesn't show the slot", async () => {
    const { world, stolen } = await begun();
    const ports = await world.process();
    const hidden = () => Promise.reject(reason('SecretAccessDisabled', {}));
    const openOrg: typeof ports.openOrg = async (name) => {
      const org = await ports.openOrg(name);
      return { ...org, apps: { ...org.apps, staged: hidden } };
    };
    const end = await respondTo(world, { ...ports, openOrg }, { byDeploy: true });
    expect(end.rotation.outcome).toBe('done');
    checkEmergencyEnd(world, stolen);
  });
});
