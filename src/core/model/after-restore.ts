import type { DeliveryState, Rotation } from './rotation.ts';
import type { WatchedApp } from './watched-app.ts';

/** An app of a restored state: what its consumers got after the backup is unknown, and so is what they have. */
export function appAfterRestore(watched: WatchedApp): WatchedApp {
  return { ...watched, consumers: watched.consumers.map((consumer) => ({ ...consumer, test: null, last: null })) };
}

/** A run of a restored state. An unfinished one delivers again, which is harmless, and waits again for people. */
export function runAfterRestore(run: Rotation): Rotation {
  return { ...run, deliveries: run.finishedAt === null ? run.deliveries.map(undone) : [] };
}

function undone({ overwritten: _lost, since: _since, ...delivery }: DeliveryState): DeliveryState {
  return { ...delivery, status: 'pending', at: null, problem: null };
}
