import { waitingForAnswer } from '../core/words/waiting.ts';
import type { Output } from './output.ts';

interface WaitingLine {
  /** An org hasn't answered for a while. */
  readonly say: (deadlineMs: number) => void;
  /** From now on, a screen shows the progress. */
  readonly end: () => void;
}

/** Says on stderr what a command waits for, once for all requests of the same time. */
export function createWaitingLine(output: Pick<Output, 'note'>): WaitingLine {
  let quietUntil = Number.NEGATIVE_INFINITY;
  return {
    say: (deadlineMs) => {
      const now = performance.now();
      if (now < quietUntil) return;
      quietUntil = now + deadlineMs;
      output.note(waitingForAnswer(deadlineMs));
    },
    end: () => {
      quietUntil = Number.POSITIVE_INFINITY;
    },
  };
}
