import { consumerState, runOfWatch } from '../model/consumer.ts';
import { knownKeys } from '../model/known-keys.ts';
import { hasPair, isContained, type Rotation } from '../model/rotation.ts';
import { sealKeys } from '../model/seal.ts';
import type { AppRemains, KeptCredentials, Remains, UninstallPlan } from '../model/uninstall.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { channelSecrets } from '../reminders/channel-route.ts';
import { freezersOf } from '../status/known-access.ts';
import { recordedPairs } from '../status/known-pairs.ts';
import { leftOff } from '../status/left-off.ts';
import { unfinishedSetups } from '../status/unfinished-setups.ts';
import { onlyApps, onlyNames, unfinishedNames } from '../words/uninstall.ts';

/** Reads the state only. */
export async function remainsOf(
  state: Pick<State, 'apps' | 'rotations' | 'journal' | 'seals' | 'channelSecrets' | 'leases'>,
): Promise<Remains> {
  const { apps, rotations, journal, seals, channelSecrets: channels } = state;
  const [watched, runs, open, secrets, place, setups] = await Promise.all([
    apps.list(),
    rotations.newest(),
    journal.open(),
    channels.list(),
    seals.place(),
    unfinishedSetups(state),
  ]);
  const runOf = new Map(runs.map((run) => [`${run.orgId} ${run.consumerId}`, run]));
  const newestOf = ({ orgId, consumerId }: WatchedApp) => runOf.get(`${orgId} ${consumerId}`) ?? null;
  const frozenBy = freezersOf(watched, newestOf);
  const borrowed = open.filter(({ action }) => action === 'borrow-secret-access').map(({ org }) => org);
  return {
    apps: watched.map((app) => ({ ...remainsOfApp(app, newestOf(app)), frozenBy: frozenBy(app) })),
    channelSecrets: secrets,
    sealKey: place,
    leftOff: leftOff(runs, watched),
    setups,
    borrowed: [...new Set(borrowed)],
  };
}

/** The secrets that the state names, by their place in the secret store. */
export function namedSecrets({ apps, channelSecrets: secrets, sealKey }: Remains) {
  return [
    ...apps.flatMap(({ watched: { orgId }, credentials }) =>
      credentials.map(({ consumerKey }) => ({ orgId, consumerKey })),
    ),
    ...secrets.map(({ name }) => ({ orgId: channelSecrets, consumerKey: name })),
    { orgId: sealKeys, consumerKey: sealKey.chain },
  ];
}

/** What nobody agreed to, because it has come up since the plan was shown. @throws UnfinishedWork, OnlyCopies */
export function refuseNews(shown: UninstallPlan, now: UninstallPlan): void {
  const news = (namesOf: (plan: UninstallPlan) => readonly string[]) =>
    namesOf(now).filter((name) => !namesOf(shown).includes(name));
  const [unfinished, only] = [news(unfinishedNames), news(onlyNames)];
  if (unfinished.length > 0) throw reason('UnfinishedWork', { names: unfinished });
  if (only.length > 0) throw reason('OnlyCopies', { names: only, apps: onlyApps(now) });
}

function remainsOfApp(watched: WatchedApp, newest: Rotation | null): Omit<AppRemains, 'frozenBy'> {
  const open = newest?.finishedAt === null ? newest : null;
  const isBlocked = watched.decommission !== undefined || (open !== null && isContained(open));
  const credentials = watched.store ? credentialsOf(watched, newest) : [];
  return { watched, open, isBlocked, credentials, keys: knownKeys(watched, newest) };
}

function credentialsOf(watched: WatchedApp, newest: Rotation | null): readonly KeptCredentials[] {
  const { primary, staged, previous } = recordedPairs(watched, newest);
  const isDelivered = runOfWatch(watched, newest)?.deliveries.some(hasPair) === true;
  const isInUse = watched.consumers.some((one) =>
    ['delivered', 'confirmed'].includes(consumerState(one, newest, watched).status),
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
