import { schedule } from 'node-cron';

/**
 * Rings every minute (UTC). What is due is in the state, not in the cron expression, so the next ring makes up for rings that
 * were missed during sleep or a clock change.
 */
export function cronBell(ring: () => void): { readonly stop: () => void } {
  const task = schedule('* * * * *', ring, { timezone: 'UTC', noOverlap: true });
  return { stop: () => void task.stop() };
}
