import type { Clock } from '../ports/ports.ts';
import { systemClock } from './system-clock.ts';

/**
 * The practice org's time, so that months can pass in seconds. The difference from the system clock is read once. Sleeping
 * takes real time.
 */
export async function practiceClock(controlUrl: string): Promise<Clock> {
  const system = systemClock();
  const answer = await fetch(`${controlUrl}/clock`, { signal: AbortSignal.timeout(5000) });
  const { now } = (await answer.json()) as { now: string };
  const offset = Date.parse(now) - system.now();
  return { ...system, now: () => system.now() + offset };
}
