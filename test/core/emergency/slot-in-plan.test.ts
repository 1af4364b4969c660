import { describe, expect, it } from 'vitest';
import { shortKey } from '../../../src/core/plain/text.ts';
import type { SalesforceOrg } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { emergencySections } from '../../../src/core/words/emergency-plan.ts';
import { prepare } from '../rotation/drive.ts';
import { acts } from '../rotation/other-people.ts';
import type { Story } from '../rotation/story.ts';
import { World } from '../rotation/world.ts';
import { planned } from './planned.ts';

const unread =
  "keyturn can't read the staging slot now. Whatever is in it is deleted, and what relies on it stops working.";

/** What was done before the leak, and what stands in the slot then. */
const befores: readonly [what: string, before: Story['before'], others: ((world: World) => void) | null][] = [
  ['nothing', [], null],
  ['new credentials that keyturn staged', [{ kind: 'stage' }], null],
  ['the previous credentials in their grace period', [{ kind: 'rotate' }], null],
  ['the credentials that a switch back replaced', [{ kind: 'rotate' }, { kind: 'back' }], null],
  ['nothing after a retirement', [{ kind: 'rotate' }, { kind: 'retire' }], null],
  ['nothing after a discard', [{ kind: 'stage' }, { kind: 'discard' }], null],
  ['credentials that somebody else staged', [], acts.stagePair],
];

describe.each([false, true])('the plan of an emergency (REST access to secrets off: %s)', (isOff) => {
  describe.each([null, 'flow'] as const)('with containment by %s', (containBy) => {
    it.each(befores)('names what it deletes with %s in the slot', async (_what, before, others) => {
      const world = new World({ name: 'slot', kind: 'emergency', ...(before ? { before } : {}) });
      await prepare(world);
      if (others) world.byOthers(() => others(world));
      if (isOff) world.setSecretAccess(false);
      const inSlot = world.consumer.staged?.key ?? null;
      const response = await planned(world, await world.process(), { containBy });
      const lines = emergencySections(response.plan, world.clock.now()).flatMap((section) => section.lines);
      const said = lines.join('\n');
      await response.run(world.clock.now());
      expect(inSlot !== null && (world.org.findPair(inSlot)?.slot ?? 'gone') !== 'gone').toBe(false);
      // keyturn's own record has everything but what others did.
      const isNamed = inSlot !== null && (!isOff || others === null);
      expect(inSlot !== null && said.includes(shortKey(inSlot))).toBe(isNamed);
      expect([
        said.includes(unread),
        said.includes("What keyturn deletes from the staging slot can't be restored either."),
      ]).toEqual([isOff, isOff]);
      expect(said.includes('staging slot')).toBe(isOff || inSlot !== null);
    });
  });
});

it('names what was seen in the slot at the latest check', async () => {
  const world = new World({ name: 'slot', kind: 'emergency', isOff: true });
  const watched = await world.begin();
  const sentence = 'otto.admin@acme.example staged credentials outside keyturn (3MVG9…Cmkp).';
  const drift = [{ kind: 'staged-outside', since: 0, sentence, cure: 'Ask the person.' }] as const;
  const { state } = await world.process();
  await state.apps.save({ ...watched, lastCheck: { at: world.clock.now(), drift } });
  const { plan } = await planned(world, await world.process());
  const lines = emergencySections(plan, world.clock.now()).flatMap((section) => section.lines);
  expect(lines).toContainEqual(expect.stringMatching(/^Last seen on \S+ at \S+ UTC: otto\.admin@acme\.example staged/));
});

it('says that a blocked emergency deletes it when it continues', async () => {
  const world = new World({ name: 'slot', kind: 'emergency', before: [{ kind: 'rotate' }] });
  await prepare(world);
  world.setSecretAccess(false);
  const inSlot = world.consumer.staged?.key ?? '';
  const ports = await world.process();
  const openOrg = async (name: string): Promise<SalesforceOrg> => {
    const org = await ports.openOrg(name);
    return { ...org, hasOpaqueSession: false };
  };
  const { plan } = await planned(world, { ...ports, openOrg }, { containBy: 'freeze' });
  expect(plan.obstacles).not.toEqual([]);
  const said = emergencySections(plan, world.clock.now()).flatMap((section) => section.lines);
  expect(said.filter((line) => line.includes(shortKey(inSlot)))).toEqual([
    `By keyturn's record, the previous credentials (${shortKey(inSlot)}, until 2026-12-24) are in the staging slot. They are deleted. Consumers that still use them lose access.`,
  ]);
  expect(said).toContain('When the emergency continues, keyturn also deletes what the staging slot holds.');
});

it('says so when the slot could not be read in time', async () => {
  const world = new World({ name: 'slot', kind: 'emergency' });
  await world.begin();
  const ports = await world.process();
  const busy = () => Promise.reject(reason('OrgUnreachable', { host: 'acme', problem: 'too busy' }));
  const openOrg = async (name: string): Promise<SalesforceOrg> => {
    const org = await ports.openOrg(name);
    return { ...org, apps: { ...org.apps, staged: busy } };
  };
  const { plan } = await planned(world, { ...ports, openOrg }, { containBy: 'flow' });
  expect(emergencySections(plan, world.clock.now())[0]?.lines).toContain(unread);
});
