/**
 * Those who ask for the same while it is being read wait for that, and share what is read next: nobody gets what was seen
 * before they asked.
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
  /** What is read once this is over; null while nobody asked for it. */
  next: Promise<Value> | null;
}
