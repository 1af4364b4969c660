/** Runs something later, once; the answer cancels it. Injected, so that tests decide when later is. */
export type Timer = (ms: number, run: () => void) => () => void;

export const systemTimer: Timer = (ms, run) => {
  const handle = setTimeout(run, ms);
  return () => clearTimeout(handle);
};

/** Milliseconds that only ever grow; for how long something takes. */
export type Stopwatch = () => number;

export interface Instant {
  /** Reading of the stopwatch, ms. */
  readonly at: number;
  /** The setup's clock, epoch ms. */
  readonly now: number;
  /** What turns in front of the thing that is being done. */
  readonly spinner: string;
}
