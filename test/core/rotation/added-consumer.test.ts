import { describe, expect, it } from 'vitest';
import { calm, live } from './live.ts';
import type { CommandKind, Move } from './random-life.ts';

const story = {
  name: 'added',
  deliveries: ['file:/etc/erp.env'],
  automation: 'rotate',
  graceDays: 7,
  knobs: {},
} as const;

const move = (kind: CommandKind, crashAt: number | null = null): Move => ({ ...calm, kind, crashAt });

describe('a consumer that is added while a person’s retirement is interrupted', () => {
  it.each(['unattended', 'resume'] as const)('keeps its access until it is updated: %s', async (after) => {
    const tally = {
      moves: 0,
      crashes: 0,
      faults: 0,
      acts: 0,
      rotations: 0,
      ends: 0,
      backs: 0,
      stops: new Map<string, number>(),
    };
    for (let crashAt = 1; crashAt <= 30; crashAt += 1) {
      const moves = [move('rotate'), move('retire', crashAt), move('add-consumer'), move(after), move(after)];
      await live({ story, moves }, tally);
    }
    expect(tally.rotations).toBe(30);
    expect(tally.crashes).toBeGreaterThan(10);
  });
});
