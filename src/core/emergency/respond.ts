import { endOfEmergency } from '../incident/ending.ts';
import type { EmergencyEnd } from '../model/incident.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { OperatePorts } from '../operate/operate-request.ts';
import { askedTogether } from '../plain/asked-together.ts';
import { inParallel } from '../plain/in-parallel.ts';
import { once } from '../plain/once.ts';
import { outsideError } from '../plain/outside-text.ts';
import type { SalesforceOrg, SecretStore } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import type { RotationNews } from '../words/news.ts';
import { beginResponse, foreseeResponse, type Response } from './begin-response.ts';
import type { EmergencyRequest } from './emergency-request.ts';

/** One app of an emergency that runs several in parallel. */
export interface Lane {
  readonly key: string;
  readonly watched: WatchedApp;
  /** null when planning failed. */
  readonly response: Response | null;
  readonly error: KeyturnError | null;
}

/** The outcome of one app; an `EmergencyOutcome` with all details. */
export type LaneEnd = Omit<Lane, 'error'> &
  ({ readonly ok: true; readonly end: EmergencyEnd } | { readonly ok: false; readonly error: KeyturnError });

export type TellLane = (lane: string, news: RotationNews) => void;

/** The number of apps planned in parallel. Planning only reads. */
const plannedAtOnce = 40;

/**
 * Plans all apps. A failure of one doesn't stop the others.
 * @param portsFor the ports for one app, with its store and news
 */
export async function beginLanes(
  requests: readonly EmergencyRequest[],
  portsFor: (watched: WatchedApp, key: string) => OperatePorts,
): Promise<readonly Lane[]> {
  const shared = sharing();
  return inParallel(requests, plannedAtOnce, async (request) => {
    const { watched } = request;
    const key = keyOf(watched);
    try {
      return { key, watched, response: await beginResponse(shared(portsFor(watched, key)), request), error: null };
    } catch (error) {
      return { key, watched, response: null, error: knownOf(error) };
    }
  });
}

/** The plan of one app of an emergency that isn't run. */
export interface ForeseenLane {
  readonly watched: WatchedApp;
  readonly found: Awaited<ReturnType<typeof foreseeResponse>>;
}

/** Plans all apps by reading only. @returns the plans, and why the other apps can't be planned */
export async function foreseeLanes(
  requests: readonly EmergencyRequest[],
  portsFor: (watched: WatchedApp) => OperatePorts,
): Promise<{ readonly lanes: readonly ForeseenLane[]; readonly errors: readonly LaneError[] }> {
  const shared = sharing();
  const planned = await inParallel(requests, plannedAtOnce, async (request): Promise<ForeseenLane | LaneError> => {
    const { watched } = request;
    try {
      return { watched, found: await foreseeResponse(shared(portsFor(watched)), request) };
    } catch (error) {
      return { watched, error: knownOf(error) };
    }
  });
  return {
    lanes: planned.filter((one) => 'found' in one),
    errors: planned.filter((one) => 'error' in one),
  };
}

export interface LaneError {
  readonly watched: WatchedApp;
  readonly error: KeyturnError;
}

/** Runs all planned apps in parallel. Keeps the order of the lanes. */
export function runLanes(
  lanes: readonly Lane[],
  ports: Pick<OperatePorts, 'state'>,
  { confirmedAt, ended }: { readonly confirmedAt: number; readonly ended: (end: LaneEnd) => void },
): Promise<readonly LaneEnd[]> {
  return Promise.all(
    lanes.map(async (lane) => {
      const end = await runLane(lane, ports, confirmedAt);
      ended(end);
      return end;
    }),
  );
}

export async function leaveLanes(lanes: readonly Lane[]): Promise<void> {
  await Promise.all(lanes.map(({ response }) => response?.leave()));
}

async function runLane(lane: Lane, { state }: Pick<OperatePorts, 'state'>, confirmedAt: number): Promise<LaneEnd> {
  try {
    if (!lane.response) throw lane.error;
    const run = await lane.response.run(confirmedAt);
    const lines = await state.journal.list({ orgId: run.watched.orgId, app: run.watched.app });
    return { ...lane, ok: true, end: endOfEmergency(run, lines) };
  } catch (error) {
    return { ...lane, ok: false, error: knownOf(error) };
  }
}

function knownOf(error: unknown): KeyturnError {
  if (isKeyturnError(error)) return error;
  return reason('Defect', { problem: outsideError(error) }, { cause: error });
}

/** All apps of an org share one session and one set of facts. */
function sharing(): (ports: OperatePorts) => OperatePorts {
  const orgs = new Map<string, Promise<SalesforceOrg>>();
  const stores = new Map<SecretStore['kind'] | undefined, Promise<SecretStore>>();
  return (ports) => ({
    ...ports,
    openOrg: (name) => remember(orgs, name, async () => withFactsOnce(await ports.openOrg(name))),
    openStore: (known) => remember(stores, known, () => ports.openStore(known)),
  });
}

function withFactsOnce(org: SalesforceOrg): SalesforceOrg {
  const others = new Map<string, ReturnType<SalesforceOrg['users']['otherOauthSignIns']>>();
  return {
    ...org,
    facts: once(org.facts),
    permissions: once(org.permissions),
    sessions: { ...org.sessions, list: together(org.sessions.list), ownAddress: together(org.sessions.ownAddress) },
    users: {
      ...org.users,
      otherOauthSignIns: (since) => remember(others, '', () => org.users.otherOauthSignIns(since)),
      appsRunningAs: together(org.users.appsRunningAs),
      signIns: together(org.users.signIns),
      setupChanges: together(org.users.setupChanges),
    },
    metadata: {
      ...org.metadata,
      list: together(org.metadata.list),
      recentDeploys: once(org.metadata.recentDeploys),
    },
  };
}

/** Apps of one user send the same queries at about the same time. */
function together<Question extends readonly unknown[], Value>(
  ask: (...question: Question) => Promise<Value>,
): (...question: Question) => Promise<Value> {
  const share = askedTogether<Value>();
  return (...question) => share(JSON.stringify(question), () => ask(...question));
}

function remember<Key, Value>(known: Map<Key, Promise<Value>>, key: Key, make: () => Promise<Value>): Promise<Value> {
  const found = known.get(key);
  if (found) return found;
  const made = make();
  known.set(key, made);
  return made;
}

function keyOf({ orgId, consumerId }: WatchedApp): string {
  return `${orgId} ${consumerId}`;
}
