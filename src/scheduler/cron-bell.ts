import { schedule } from 'node-cron';

/**
 * Rings every minute by UTC. The cron expression says nothing of what is due: that stands in the state, so a ring that is
 * missed in sleep, in a stall or over a change of the clock is made up for by the next one.
 */
export function cronBell(ring: () => void): { readonly stop: () => void } {
  const task = schedule('* * * * *', ring, { timezone: 'UTC', noOverlap: true });
  return { stop: () => void task.stop() };
}
