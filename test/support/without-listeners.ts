const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A command of this process leaves no listeners behind. */
export async function withoutListeners<Value>(work: () => Promise<Value>): Promise<Value> {
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)));
  try {
    return await work();
  } finally {
    for (const signal of signals)
      for (const listener of process.listeners(signal)) if (!before.has(listener)) process.off(signal, listener);
  }
}
