import { keyBehind } from '../acts/target-tests.ts';
import { unwrittenFiles } from '../acts/unwritten-files.ts';
import { keyDelivered } from '../model/consumer.ts';
import { leftBehind } from '../model/left-behind.ts';
import type { Target } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { Deliveries, State } from '../ports/ports.ts';

interface Looking {
  readonly state: Pick<State, 'rotations'>;
  readonly deliveries: Pick<Deliveries, 'inspect' | 'recheck' | 'keyIn'>;
}

/**
 * The consumers that may be without the current credentials, while no run is open: those that a run left without them, and the
 * files that can be written and have other ones, have lost the current ones, or never had any. Empty while a run is open: it
 * delivers itself.
 */
export async function consumersBehind({ state, deliveries }: Looking, watched: WatchedApp): Promise<readonly Target[]> {
  const newest = await state.rotations.latest(watched.orgId, watched.consumerId);
  if (newest?.finishedAt === null) return [];
  const { consumerKey } = watched;
  const unwritten = await unwrittenFiles(deliveries, watched, newest);
  const found = await Promise.all(
    watched.consumers.map(async (consumer) => {
      const { target } = consumer;
      if (leftBehind(consumer, newest, watched) !== null) return target;
      if (target.kind !== 'file' || (await deliveries.inspect(target)) !== null) return null;
      if (unwritten.includes(consumer)) return target;
      if ((await keyBehind(deliveries, watched, consumer)) !== null) return target;
      const isDelivered = keyDelivered(consumer, newest, watched) === consumerKey || consumer.test?.isLost === true;
      return isDelivered && (await deliveries.recheck(target, { consumerKey })) !== null ? target : null;
    }),
  );
  return found.filter((target) => target !== null);
}
