/** The practice org's time: the machine's, moved forward by whoever practises. */
export interface PracticeClock {
  /** Epoch ms. */
  now(): number;
}

export function practiceClock(data: { clockOffset: number }): PracticeClock {
  // biome-ignore lint/plugin: this is the practice org's system clock
  return { now: () => Date.now() + data.clockOffset };
}
