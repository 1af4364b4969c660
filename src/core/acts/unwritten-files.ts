import { type Consumer, consumerState } from '../model/consumer.ts';
import type { Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Deliveries } from '../ports/ports.ts';

/**
 * Consumers that nothing was delivered to yet, and whose file has no consumer key. Only the next rotation writes these files, or a
 * person with `resume`. Empty while a run is open, because it delivers itself, and if there are no stored credentials to deliver.
 */
export async function unwrittenFiles(
  deliveries: Pick<Deliveries, 'keyIn'>,
  watched: WatchedApp,
  newest: Rotation | null,
): Promise<readonly Consumer[]> {
  if (watched.store === null || newest?.finishedAt === null) return [];
  const found = await Promise.all(
    watched.consumers.map(async (consumer) => {
      const isNew = consumer.target.kind === 'file' && consumerState(consumer, newest, watched).status === 'unknown';
      return isNew && (await deliveries.keyIn(consumer.target)) === null ? consumer : null;
    }),
  );
  return found.filter((consumer) => consumer !== null);
}
