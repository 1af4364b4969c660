import { useAnimation } from 'ink';
import { useEffect, useState } from 'react';
import type { Instant } from '../lines/work-lines.ts';
import { useScreen } from './use-screen.ts';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧'];
/** A few redraws a second are enough to see that it lives. */
const frameMs = 200;
const second = 1000;

/** What time it is, again and again, as long as something goes by the clock. Still otherwise. */
export function useInstant(isMoving: boolean): Instant {
  const { stopwatch, now, theme, timer } = useScreen();
  const isSpinning = isMoving && theme.isAnimated;
  const { frame } = useAnimation({ interval: frameMs, isActive: isSpinning });
  const [, setTicks] = useState(0);
  useEffect(() => {
    if (!isMoving) return;
    let cancel = () => {};
    const next = () => {
      cancel = timer(second, () => {
        setTicks((ticks) => ticks + 1);
        next();
      });
    };
    next();
    return () => cancel();
  }, [isMoving, timer]);
  return { at: stopwatch(), now: now(), spinner: isSpinning ? (frames[frame % frames.length] ?? '…') : '…' };
}
