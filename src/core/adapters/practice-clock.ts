import type { Clock } from '../ports/ports.ts';
import { systemClock } from './system-clock.ts';

/** The practice org's time, so that months can pass in seconds. Sleeping takes real time. */
export interface PracticeClock extends Clock {
  /** Reads the org's time again, at the address where the org runs now. @throws TypeError, DOMException when it can't be reached */
  follow(controlUrl: string): Promise<void>;
}

/** Reads the difference from the system clock once, and again at each `follow`. */
export async function practiceClock(startUrl: string): Promise<PracticeClock> {
  const system = systemClock();
  let offset = 0;
  const follow: PracticeClock['follow'] = async (controlUrl) => {
    const answer = await fetch(`${controlUrl}/clock`, { signal: AbortSignal.timeout(5000) });
    const { now } = (await answer.json()) as { now: string };
    offset = Date.parse(now) - system.now();
  };
  await follow(startUrl);
  return { ...system, now: () => system.now() + offset, follow };
}
