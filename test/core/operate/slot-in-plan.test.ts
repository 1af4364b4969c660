import { expect, it } from 'vitest';
import type { Plan } from '../../../src/core/model/operation-plan.ts';
import { operate } from '../../../src/core/operate/operate.ts';
import { shortKey } from '../../../src/core/plain/text.ts';
import { planSections } from '../../../src/core/words/operation-plan.ts';
import { prepare } from '../rotation/drive.ts';
import { acts } from '../rotation/other-people.ts';
import { agreed, type Story } from '../rotation/story.ts';
import { World } from '../rotation/world.ts';

const rows: readonly [
  what: string,
  Story['kind'] & ('retire' | 'discard'),
  Story['before'],
  typeof acts.stagePair | null,
][] = [
  ['retire what a rotation left', 'retire', [{ kind: 'rotate' }], null],
  ['retire what others left', 'retire', [], acts.replacePair],
  ['discard what keyturn staged', 'discard', [{ kind: 'stage' }], null],
  ['discard what others staged', 'discard', [], acts.stagePair],
];

it.each(rows.flatMap((row) => [false, true].map((isOff) => [...row, isOff] as const)))(
  'the plan says what is deleted: %s',
  async (_what, kind, before, others, isOff) => {
    const world = new World({ name: 'slot', kind, ...(before ? { before } : {}) });
    await prepare(world);
    if (others) world.byOthers(() => others(world));
    if (isOff) world.setSecretAccess(false);
    const inSlot = world.consumer.staged?.key ?? '';
    const ports = await world.process();
    const request = { ...world.resuming(ports.watched), kind, graceDays: null, deliveries: null, noConsumers: false };
    let said = '';
    const agree = async (plan: Plan) => {
      said = planSections(plan, world.clock.now())
        .flatMap(({ lines }) => lines)
        .join('\n');
      return { ...agreed, confirmed: true };
    };
    await operate(ports, request, agree);
    expect(world.consumer.staged).toBeNull();
    if (!isOff) expect(said).toContain(shortKey(inSlot));
    const byRecord = `By keyturn's record, the staging slot holds ${shortKey(inSlot)}.`;
    expect(said.includes(byRecord)).toBe(isOff && others === null);
    expect(said.includes("keyturn can't read the staging slot now. Whatever")).toBe(isOff);
    const which = kind === 'retire' ? 'previous' : 'staged';
    const stops = `Read the staging slot. If it holds no ${which} credentials, stop, and delete nothing.`;
    expect(said.includes(stops)).toBe(isOff && others !== null);
  },
);
