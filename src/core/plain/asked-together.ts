/**
 * Shares reads between callers with the same key. A caller that arrives during a read waits for the next one, so nobody gets
 * data from before the call.
 */
export function askedTogether<Value>(): (key: string, read: () => Promise<Value>) => Promise<Value> {
  const underWay = new Map<string, Reading<Value>>();
  const begin = (key: string, read: () => Promise<Value>): Promise<Value> => {
    const value = read();
    const reading: Reading<Value> = { over: value.catch(() => undefined), next: null };
    underWay.set(key, reading);
    void reading.over.then(() => {
      if (reading.next === null) underWay.delete(key);
    });
    return value;
  };
  return (key, read) => {
    const reading = underWay.get(key);
    if (!reading) return begin(key, read);
    reading.next ??= reading.over.then(() => begin(key, read));
    return reading.next;
  };
}

interface Reading<Value> {
  readonly over: Promise<unknown>;
  /** The read after this one; null if nobody asked for it. */
  next: Promise<Value> | null;
}
