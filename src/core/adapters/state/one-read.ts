/**
 * The read for all who request it at the same moment, as the runs of many apps do after their writes were stored together. Nothing can
 * be written before the next turn of the event loop.
 */
export function oneRead<Found>(read: () => Promise<Found>): () => Promise<Found> {
  let found: Promise<Found> | null = null;
  return () => {
    if (found === null) {
      found = read();
      queueMicrotask(() => {
        found = null;
      });
    }
    return found;
  };
}
