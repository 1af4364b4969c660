import { useEffect, useState } from 'react';
import type { Timer } from './timer.ts';

/** Redraws every `everyMs`; never if null. */
export function useTicks(everyMs: number | null, timer: Timer): void {
  const [, setTicks] = useState(0);
  useEffect(() => {
    if (everyMs === null) return;
    let cancel = () => {};
    const next = () => {
      cancel = timer(everyMs, () => {
        setTicks((ticks) => ticks + 1);
        next();
      });
    };
    next();
    return () => cancel();
  }, [everyMs, timer]);
}
