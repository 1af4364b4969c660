import { consumerState } from '../model/consumer.ts';
import { hasPair, isContained, type Rotation } from '../model/rotation.ts';
import type { AppRemains, KeptCredentials, Remains } from '../model/uninstall.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { knownPairs } from '../status/known-pairs.ts';

/** Reads the state only. */
export async function remainsOf({
  apps,
  rotations,
  journal,
  channelSecrets,
}: Pick<State, 'apps' | 'rotations' | 'journal' | 'channelSecrets'>): Promise<Remains> {
  const [watched, runs, open, secrets] = await Promise.all([
    apps.list(),
    rotations.newest(),
    journal.open(),
    channelSecrets.list(),
  ]);
  const runOf = new Map(runs.map((run) => [`${run.orgId} ${run.consumerId}`, run]));
  const borrowed = open.filter(({ action }) => action === 'borrow-secret-access').map(({ org }) => org);
  return {
    apps: watched.map((app) => remainsOfApp(app, runOf.get(`${app.orgId} ${app.consumerId}`) ?? null)),
    channelSecrets: secrets,
    borrowed: [...new Set(borrowed)],
  };
}

function remainsOfApp(watched: WatchedApp, newest: Rotation | null): AppRemains {
  const open = newest?.finishedAt === null ? newest : null;
  const isBlocked = watched.decommission !== undefined || (open !== null && isContained(open));
  return { watched, open, isBlocked, credentials: watched.store ? credentialsOf(watched, newest) : [] };
}

function credentialsOf(watched: WatchedApp, newest: Rotation | null): readonly KeptCredentials[] {
  const { primary, staged, previous } = knownPairs(watched, newest);
  const isDelivered = newest?.deliveries.some(hasPair) === true;
  const isInUse = watched.consumers.some((one) =>
    ['delivered', 'confirmed'].includes(consumerState(one, newest).status),
  );
  // A consumer that has the staged ones is not known to have the current ones, and the other way round.
  const hasCopy = {
    primary: isInUse && (staged === null || !isDelivered),
    staged: isDelivered && newest?.rotatedAt === null,
    previous: false,
  };
  return [primary, staged, previous].flatMap((pair) =>
    pair ? [{ consumerKey: pair.consumerKey, state: pair.state, isOnlyHere: !hasCopy[pair.state] }] : [],
  );
}
