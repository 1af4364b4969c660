import { useAnimation } from 'ink';
import type { Instant } from './timer.ts';
import { useScreen } from './use-screen.ts';
import { useTicks } from './use-ticks.ts';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧'];
/** A few redraws a second are enough to show activity. */
const frameMs = 200;
const second = 1000;

/** The current time. Redraws every second while `isMoving`. */
export function useInstant(isMoving: boolean): Instant {
  const { stopwatch, now, theme, timer } = useScreen();
  const isSpinning = isMoving && theme.isAnimated;
  const { frame } = useAnimation({ interval: frameMs, isActive: isSpinning });
  useTicks(isMoving ? second : null, timer);
  return { at: stopwatch(), now: now(), spinner: isSpinning ? (frames[frame % frames.length] ?? '…') : '…' };
}
