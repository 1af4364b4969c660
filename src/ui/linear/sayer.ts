import type { DoingView } from '../kit/progress.ts';
import type { Timer } from '../kit/timer.ts';
import { shortElapsed } from '../kit/words.ts';

/** Often enough to know that it lives, seldom enough to hear something else. */
const reminderMs = 10_000;

export interface Speaker {
  readonly write: (text: string) => void;
  readonly timer: Timer;
  /** What is at work at this moment, one sentence each. */
  readonly still: () => readonly string[];
}

export interface Sayer {
  /** Says it, unless it is nothing, or was the last thing said. */
  say(text: string | null): void;
  /** Something is new: what is still at work after ten seconds is said then, and every ten seconds. */
  remind(): void;
  /** Says nothing from now on. */
  hush(): void;
}

export function stillAtIt({ what, since }: DoingView, now: number): string {
  return `Still at it after ${shortElapsed(now - since)}: ${what}`;
}

/** Says what is told in sentences, for those who hear the screen. */
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
