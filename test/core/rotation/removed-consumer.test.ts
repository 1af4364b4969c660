import { describe, expect, it } from 'vitest';
import { calm, live } from './live.ts';
import type { CommandKind, Move } from './random-life.ts';

/** Two consumers, in an org where a promotion ends the previous credentials at once. */
const story = {
  name: 'no overlap',
  deliveries: ['file:/etc/erp.env', 'exec:/opt/hand-over'],
  automation: 'rotate',
  graceDays: 7,
  knobs: { graceAfterRotate: false },
} as const;

/** What the lives had in the end, with a rotation that a crash interrupts at each boundary. */
async function livesWith(after: readonly CommandKind[]) {
  const stops = new Map<string, number>();
  const tally = { moves: 0, crashes: 0, faults: 0, acts: 0, rotations: 0, ends: 0, backs: 0, stops };
  const rest = after.map((kind): Move => ({ ...calm, kind }));
  for (let crashAt = 1; crashAt <= 50; crashAt += 1) {
    await live({ story, moves: [{ ...calm, kind: 'rotate', isConfirmed: false, crashAt }, ...rest] }, tally);
  }
  return tally;
}

describe('where a promotion ends the previous credentials at once, a consumer that leaves the open rotation', () => {
  it.each(['remove-consumer', 'edit-consumer'] as const)(
    'keeps its access until a person continues: %s',
    async (kind) => {
      const tally = await livesWith([kind, 'unattended', 'unattended']);
      expect(tally.stops.get('PromotionNotConfirmed')).toBeGreaterThan(5);
      expect(tally.rotations).toBe(50);
    },
  );

  it('keeps nobody waiting once a person has continued, also if that attempt was interrupted', async () => {
    const interrupted = { ...calm, kind: 'resume', crashAt: 4 } as const;
    const stops = new Map<string, number>();
    const tally = { moves: 0, crashes: 0, faults: 0, acts: 0, rotations: 0, ends: 0, backs: 0, stops };
    const kinds = [{ ...calm, kind: 'remove-consumer' }, interrupted, { ...calm, kind: 'unattended' }] as const;
    const world = await live(
      { story, moves: [{ ...calm, kind: 'rotate', isConfirmed: false, crashAt: 30 }, ...kinds] },
      tally,
    );
    expect(world.sent.rotate).toBeGreaterThan(0);
  });
});
