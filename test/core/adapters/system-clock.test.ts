import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/adapters/system-clock.ts';

describe('the system clock', () => {
  it('goes on while it sleeps', async () => {
    // The time of the computer may be corrected meanwhile, so it doesn't measure how long this takes.
    const before = performance.now();
    await systemClock().sleep(20);
    // Timers may fire up to a millisecond early.
    expect(performance.now() - before).toBeGreaterThanOrEqual(19);
  });

  it.each([1_000_000, 2 ** 40])('is woken from %i ms by the reason of the signal', async (ms) => {
    const waker = new AbortController();
    const asleep = systemClock().sleep(ms, waker.signal);
    waker.abort(new Error('Ctrl-C'));
    await expect(asleep).rejects.toThrow('Ctrl-C');
  });

  it('does not fall asleep under a signal that was given before', async () => {
    await expect(systemClock().sleep(1_000_000, AbortSignal.abort(new Error('Ctrl-C')))).rejects.toThrow('Ctrl-C');
  });
});
