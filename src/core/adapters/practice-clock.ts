import type { Clock } from '../ports/ports.ts';
import { systemClock } from './system-clock.ts';

/** The practice org's time, so that months can pass in seconds. Sleeping takes real time. */
export interface PracticeClock extends Clock {
  /** Reads the org's time again. @throws TypeError, DOMException when the org can't be reached */
  follow(): Promise<void>;
}

/** Reads the difference from the system clock once, and again at each `follow`. */
export async function practiceClock(controlUrl: string): Promise<PracticeClock> {
  const system = systemClock();
  let offset = 0;
  const follow = async () => {
    const answer = await fetch(`${controlUrl}/clock`, { signal: AbortSignal.timeout(5000) });
    const { now } = (await answer.json()) as { now: string };
    offset = Date.parse(now) - system.now();
  };
  await follow();
  return { ...system, now: () => system.now() + offset, follow };
}
