import type { DoingView } from '../kit/progress.ts';
import type { Timer } from '../kit/timer.ts';
import { shortElapsed } from '../kit/words.ts';

/** Often enough to show activity, and rarely enough not to disturb. */
const reminderMs = 10_000;

export interface Speaker {
  readonly write: (text: string) => void;
  readonly timer: Timer;
  /** The running tasks, one sentence each. */
  readonly still: () => readonly string[];
}

export interface Sayer {
  /** Writes the text, unless it is null or a repeat of the last one. */
  say(text: string | null): void;
  /** Restarts the interval: tasks that are still running are reported every ten seconds from now. */
  remind(): void;
  /** Writes nothing from now on. */
  hush(): void;
}

export function stillAtIt({ what, since }: DoingView, now: number): string {
  return `Still working after ${shortElapsed(now - since)}: ${what}`;
}

/** Writes sentences for screen readers. */
export function createSayer({ write, timer, still }: Speaker): Sayer {
  let cancel = () => {};
  let isHushed = false;
  let last = '';
  const remind = () => {
    cancel();
    if (isHushed || still().length === 0) return;
    cancel = timer(reminderMs, () => {
      for (const sentence of still()) write(sentence);
      remind();
    });
  };
  return {
    say: (text) => {
      if (isHushed || text === null || text === last) return;
      write(text);
      last = text;
    },
    remind,
    hush: () => {
      isHushed = true;
      cancel();
    },
  };
}
