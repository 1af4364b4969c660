import type { Clock } from '../ports/ports.ts';
import { systemClock } from './system-clock.ts';

/** The practice org's time, so that months can pass in seconds. Sleeping takes real time. */
export interface PracticeClock extends Clock {
  /** Reads the org's time, at the address where the org runs now. @throws TypeError, DOMException when it can't be reached */
  follow(controlUrl: string): Promise<void>;
}

/** The difference from the system clock is read at each `follow`. Before the first one there is none. */
export function practiceClock(): PracticeClock {
  const system = systemClock();
  let offset = 0;
  return {
    ...system,
    now: () => system.now() + offset,
    follow: async (controlUrl) => {
      const answer = await fetch(`${controlUrl}/clock`, { signal: AbortSignal.timeout(5000) });
      const { now } = (await answer.json()) as { now: string };
      offset = Date.parse(now) - system.now();
    },
  };
}
