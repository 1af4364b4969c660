import { describe, expect, it } from 'vitest';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { resumeRotation } from '../../../src/core/operate/operate.ts';
import type { OperatePorts } from '../../../src/core/operate/operate-request.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { emergencySections } from '../../../src/core/words/emergency-plan.ts';
import { drive, prepare, respondTo } from '../rotation/drive.ts';
import { checkEmergencyEnd, leak } from '../rotation/emergency-ends.ts';
import { acts } from '../rotation/other-people.ts';
import { Crash, type Story } from '../rotation/story.ts';
import { World } from '../rotation/world.ts';
import { planned } from './planned.ts';

/** What was done before the leak. */
const befores: readonly [what: string, before: Story['before'], others: ((world: World) => void) | null][] = [
  ['nothing', [], null],
  ['the previous credentials in their grace period', [{ kind: 'rotate' }], null],
  ['credentials that keyturn staged', [{ kind: 'stage' }], null],
  ['credentials that somebody else staged', [], acts.stagePair],
];

/** Salesforce refuses the slot, also with REST access to secrets on. */
function withoutStaging(ports: OperatePorts): OperatePorts {
  const hidden = () => Promise.reject(reason('SecretAccessDisabled', {}));
  const openOrg: OperatePorts['openOrg'] = async (name) => {
    const org = await ports.openOrg(name);
    return { ...org, apps: { ...org.apps, staged: hidden, stage: hidden } };
  };
  return { ...ports, openOrg };
}

async function leaked(
  [, before, others]: (typeof befores)[number],
  { isOff, hasStaging = true, byDeploy }: { isOff: boolean; hasStaging?: boolean; byDeploy: boolean },
) {
  const world = new World({
    ...{ name: 'slot', kind: 'emergency', wishes: { byDeploy } },
    ...(before ? { before } : {}),
  });
  await prepare(world);
  if (others) world.byOthers(() => others(world));
  if (isOff) world.setSecretAccess(false);
  if (!hasStaging) world.mutate = withoutStaging;
  const inSlot = world.consumer.staged;
  return { world, inSlot };
}

const isThere = ({ org }: World, key: string) => (org.findPair(key)?.slot ?? 'gone') !== 'gone';

async function responded(world: World, byDeploy: boolean) {
  const response = await planned(world, await world.process(), { byDeploy });
  const said = emergencySections(response.plan, world.clock.now()).flatMap(({ lines }) => lines);
  const { rotation } = await response.run(world.clock.now());
  return { said: said.join('\n'), rotation };
}

const report = (world: World, { id }: Rotation) => world.reports.get(id) ?? '';
const mayWork = 'may still work';

describe.each([false, true])('an emergency (by deploy: %s)', (byDeploy) => {
  describe.each([false, true])('with REST access to secrets off: %s', (isOff) => {
    it.each(befores)('deletes %s from the slot, and verifies it', async (...before) => {
      const { world, inSlot } = await leaked(before, { isOff, byDeploy });
      const { said, rotation } = await responded(world, byDeploy);
      expect(rotation).toMatchObject({ outcome: 'done', refusedAt: expect.any(Number) });
      expect(world.consumer.staged).toBeNull();
      if (inSlot) {
        expect(isThere(world, inSlot.key)).toBe(false);
        expect(rotation.emergency).toMatchObject({ freed: [inSlot.key], freedRefused: [inSlot.key] });
      }
      expect(said.includes('staging slot')).toBe(isOff || inSlot !== null);
      expect(report(world, rotation)).not.toContain('staging slot');
    });
  });
});

describe.each([false, true])('in an org without staging (REST access to secrets off: %s)', (isOff) => {
  it.each(befores)('says that %s in the slot may still work', async (...before) => {
    const { world, inSlot } = await leaked(before, { isOff, hasStaging: false, byDeploy: true });
    const { said, rotation } = await responded(world, true);
    expect(rotation).toMatchObject({ outcome: 'done', refusedAt: expect.any(Number) });
    expect(world.consumer.staged?.key).toBe(inSlot?.key);
    expect(said).toContain(mayWork);
    expect(report(world, rotation)).toContain(mayWork);
    const isKnown = inSlot !== null && before[2] === null;
    expect(inSlot !== null && report(world, rotation).includes(inSlot.key.slice(-4))).toBe(isKnown);
  });
});

it('deletes the previous credentials after a deploy although it crashes at any boundary', async () => {
  const [, previous] = befores;
  if (!previous) throw new Error('there is no such row');
  for (let crash = 2; crash <= 60; crash += 1) {
    const { world } = await leaked(previous, { isOff: true, byDeploy: true });
    const stolen = leak(world);
    world.crashes = [crash];
    const { last, stop } = await drive(world);
    expect([crash, stop, last?.outcome]).toEqual([crash, null, 'done']);
    expect(world.consumer.staged).toBeNull();
    checkEmergencyEnd(world, stolen);
  }
});

/** The process dies once the new secret is saved and REST access is off again. */
function crashOnceSaved(world: World): void {
  let isDeployed = false;
  let isSaved = false;
  world.atBoundary = (what) => {
    isDeployed ||= what === 'after a deploy';
    isSaved ||= isDeployed && what === 'after saving the pair';
    if (what === 'after secret access false' && isSaved) world.crashes = [world.boundaries];
  };
}

describe.each(['flow', 'freeze'] as const)(
  'an emergency by deploy that blocks access (%s), with REST access off',
  (by) => {
    const opening = by === 'flow' ? 'the OAuth plugin' : 'freezing';

    async function contained(before: (typeof befores)[number]) {
      const { world, inSlot } = await leaked(before, { isOff: true, byDeploy: true });
      const respond = async () =>
        (await planned(world, await world.process(), { byDeploy: true, containBy: by })).run(world.clock.now());
      return { world, inSlot, respond, leakedKey: world.consumer.primary.key, stolen: leak(world) };
    }

    it.each(befores)('turns REST access on once between the deploy and the end of the block: %s', async (...before) => {
      const { world, inSlot, respond, stolen } = await contained(before);
      const calls: string[] = [];
      world.faultAt = (call) => {
        calls.push(call);
        return null;
      };
      const { rotation } = await respond();
      const untilOpen = calls.slice(calls.indexOf('a deploy'), calls.lastIndexOf(opening));
      expect(untilOpen.filter((call) => call.startsWith('secret access'))).toEqual([
        'secret access true',
        'secret access false',
      ]);
      expect(rotation.emergency?.freed).toEqual(inSlot ? [inSlot.key] : []);
      checkEmergencyEnd(world, stolen);
    });

    it.each([
      ['refused', 'OrgRefused'],
      ['down', 'OrgUnavailable'],
    ] as const)(
      'restores access although REST access cannot be turned on after the deploy (%s)',
      async (fault, code) => {
        for (const before of befores) {
          const { world, respond, leakedKey, stolen } = await contained(before);
          let isDeployed = false;
          world.faultAt = (call) => {
            isDeployed ||= call === 'a deploy';
            return isDeployed && call === 'secret access true' ? fault : null;
          };
          await expect(respond()).rejects.toMatchObject({ code });
          expect(world.isBlocked).toBe(false);
          expect(isThere(world, leakedKey)).toBe(false);
          world.faultAt = () => null;
          const { stop, last } = await drive(world);
          expect([stop, last?.outcome, world.consumer.staged]).toEqual([null, 'done', null]);
          checkEmergencyEnd(world, stolen);
        }
      },
    );

    it('no longer says that something in the slot may still work once it was seen to be empty', async () => {
      const wishes = { byDeploy: true, containBy: by };
      const world = new World({
        name: 'seen later',
        kind: 'emergency',
        deliveries: ['manual:CI'],
        isOff: true,
        wishes,
      });
      await prepare(world);
      crashOnceSaved(world);
      await expect(respondTo(world, await world.process())).rejects.toBeInstanceOf(Crash);
      Object.assign(world, { crashes: [], atBoundary: () => undefined });
      world.faultAt = (call) => (call === 'secret access true' ? 'refused' : null);
      const ports = await world.process();
      await resumeRotation(ports, world.resuming(ports.watched));
      expect(world.open?.emergency?.slotHiddenAt).toEqual(expect.any(Number));
      world.faultAt = () => null;
      const { last } = await drive(world);
      expect(last).toMatchObject({ outcome: 'done' });
      expect(last?.emergency).not.toHaveProperty('slotHiddenAt');
    });

    it('restores access although REST access cannot be turned on any more once the secret is saved', async () => {
      for (const before of befores) {
        const { world, respond, stolen } = await contained(before);
        crashOnceSaved(world);
        await expect(respond()).rejects.toBeInstanceOf(Crash);
        Object.assign(world, { crashes: [], atBoundary: () => undefined });
        world.faultAt = (call) => (call === 'secret access true' ? 'refused' : null);
        const { last } = await drive(world);
        expect(last).toMatchObject({ outcome: 'done', refusedAt: expect.any(Number) });
        if (last) expect(report(world, last)).toContain(mayWork);
        checkEmergencyEnd(world, stolen);
      }
    });
  },
);
