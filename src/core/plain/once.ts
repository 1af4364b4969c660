/** Calls `ask` on the first call only. Every call returns the same result, also if it is a failure. */
export function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | null = null;
  return () => {
    asked ??= ask();
    return asked;
  };
}
