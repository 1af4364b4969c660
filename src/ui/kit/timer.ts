/** Runs something once, later. Returns a function that cancels it. Injected so that tests control the time. */
export type Timer = (ms: number, run: () => void) => () => void;

export const systemTimer: Timer = (ms, run) => {
  const handle = setTimeout(run, ms);
  return () => clearTimeout(handle);
};

/** A monotonic clock in ms, for measuring how long something takes. */
export type Stopwatch = () => number;

export interface Instant {
  /** The stopwatch, in ms. */
  readonly at: number;
  /** The setup's clock, epoch ms. */
  readonly now: number;
  /** The current frame of the spinner. */
  readonly spinner: string;
}
