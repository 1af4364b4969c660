import type { Leaving } from '../kit/leave.ts';
import type { Timer } from '../kit/timer.ts';
import type { WatchView } from './watch-view.ts';

/** How often to check whether another process has changed the state, in ms. */
const lookEvery = 2000;

/** Whether an action is running that may change an org. */
export function isChanging({ run }: WatchView): boolean {
  return run?.isAgreed === true && run.ending === null;
}

/** Resolves when the person has quit and the running action has stopped, or ran out of time. */
export async function leftAfter({ left, gone }: Leaving, settled: () => Promise<void>): Promise<null> {
  await left;
  await Promise.race([settled(), gone]);
  return null;
}

/** Reads again and again, until the returned function is called. */
export function lookAgain(timer: Timer, look: () => Promise<void>): () => void {
  let cancel = () => {};
  let isOver = false;
  const next = () => {
    cancel = timer(lookEvery, () => {
      void look().then(() => {
        if (!isOver) next();
      });
    });
  };
  next();
  return () => {
    isOver = true;
    cancel();
  };
}
