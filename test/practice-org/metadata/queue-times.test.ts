import { describe, expect, it } from 'vitest';
import { type Queued, queueState } from '../../../src/practice-org/metadata/deploy/queue-times.ts';

const deploy = (over: Partial<Queued> = {}): Queued => ({
  createdAt: 1000,
  durationMs: 300,
  cancelRequestedAt: null,
  ...over,
});

describe('the state of a deploy', () => {
  it.each([
    ['waits for the one ahead', deploy(), 1500, 1499, { is: 'pending' }],
    ['runs once the one ahead has ended', deploy(), 1500, 1500, { is: 'running', share: 0 }],
    ['is half done after half its time', deploy(), 0, 1150, { is: 'running', share: 0.5 }],
    ['still runs just before its end', deploy(), 0, 1299, { is: 'running' }],
    ['has ended at its end', deploy(), 0, 1300, { is: 'finished', endedAt: 1300 }],
    ['ended when it did, however late one asks', deploy(), 0, 99_000, { is: 'finished', endedAt: 1300 }],
    [
      'is gone at once when cancelled while waiting',
      deploy({ cancelRequestedAt: 1100 }),
      1500,
      1100,
      { is: 'canceled', endedAt: 1100 },
    ],
    [
      'is canceling for a moment when it runs',
      deploy({ cancelRequestedAt: 1100 }),
      0,
      1200,
      { is: 'running', canceling: true },
    ],
    ['stops after that moment', deploy({ cancelRequestedAt: 1100 }), 0, 1250, { is: 'canceled', endedAt: 1250 }],
    [
      'stops no later than it would have ended',
      deploy({ cancelRequestedAt: 1250 }),
      0,
      1300,
      { is: 'canceled', endedAt: 1300 },
    ],
  ])('%s', (_, queued, freeAt, now, expected) => {
    expect(queueState(queued, freeAt, now)).toMatchObject(expected);
  });

  it('ends at once when it takes no time', () => {
    expect(queueState(deploy({ durationMs: 0 }), 0, 1000)).toMatchObject({ is: 'finished', endedAt: 1000 });
  });
});
