import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ownTime } from './own-time.ts';
import { processorTime } from './processor-time.ts';

it('counts the time in which the process waits', async () => {
  const own = ownTime();
  await pause(300);
  expect(own()).toBeGreaterThan(50);
});

it('counts the time in which the process works', () => {
  const own = ownTime();
  let worked = 0;
  while (worked < 300) worked += processorTime(() => 'x'.repeat(10_000).split('').reverse());
  expect(own()).toBeGreaterThanOrEqual(250);
});

it('counts no time in which the process has no processor', () => {
  const own = ownTime();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000);
  expect(own()).toBeLessThan(1_000);
});
