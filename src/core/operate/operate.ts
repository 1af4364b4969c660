import { isKeyturnError, reason } from '../errors.ts';
import type { JournalLine } from '../journal.ts';
import type { Deliveries, Lease, SalesforceOrg, SecretStore, SignIns } from '../ports.ts';
import type { Observation } from '../rotation/observation.ts';
import { observeConsumer } from '../rotation/observe.ts';
import { type RotationPorts, type RunEnd, runRotation } from '../rotation/rotate.ts';
import { holderIn, type StartRequest, startOf } from '../rotation/start.ts';
import { type Consent, phaseOf, type Rotation } from '../rotation/state.ts';
import { returnBorrowedSecretAccess, withSecretAccess } from '../secret-access.ts';
import { readAndStorePair } from '../setup/pair.ts';
import type { WatchedApp } from '../watch/watched-app.ts';
import { findOtherUse, type OtherUse } from './other-use.ts';
import { needsName, type Plan } from './plan.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export interface OperatePorts extends Omit<RotationPorts, 'org' | 'store'> {
  readonly signIns: SignIns;
  readonly openOrg: (name: string) => Promise<SalesforceOrg>;
  readonly openStore: () => Promise<SecretStore>;
}

export interface OperateRequest extends Omit<StartRequest, 'consent'> {
  readonly watched: WatchedApp;
  /** The sign-in to work with: alias or username. */
  readonly orgName: string;
  readonly patienceMs: number;
}

/** Shows the plan and comes back with what was agreed to, or throws. */
export type Agree = (plan: Plan) => Promise<Consent>;

/** A proof is waited for at most this long before the work is left to a later run. In ms. */
export const usualPatience = 6 * 60_000;

/**
 * Stages, rotates, goes back, retires or discards: looks, plans, asks, then runs the machine. One process works on a
 * consumer at a time.
 * @throws AnotherAtWork and the reasons of `startOf` and `runRotation`
 */
export async function operate(ports: OperatePorts, request: OperateRequest, agree: Agree): Promise<RunEnd> {
  const { state } = ports;
  const lease = await acquire(ports, request.watched);
  try {
    const { watched, orgName } = request;
    const [first, store, open] = await Promise.all([
      ports.openOrg(orgName),
      ports.openStore(),
      state.rotations.open(watched.orgId, watched.consumerId),
    ]);
    checkOrg(first, watched);
    const { org, wayBack } = await withWayBack(ports, first, request);
    await returnBorrowedSecretAccess({ org, state, clock: ports.clock });
    await closeOpenSaves(ports, watched);
    const work: Work = { ports: { ...ports, org, store }, request, lease, open, isSelf: wayBack !== null };
    const plan = await planOf(work, wayBack);
    const consent = await agree(plan.plan);
    checkConsent(plan.plan, consent);
    const seen = plan.seen && isStill(plan.seen, ports.clock.now()) ? plan.seen : await look(work, consent);
    return await run(work, { seen, consent, personId: plan.personId });
  } finally {
    await lease.release();
  }
}

/** Goes on with a run that ended too early, with the consent given at its start. */
export async function resumeRotation(
  ports: OperatePorts,
  request: Pick<OperateRequest, 'watched' | 'orgName' | 'patienceMs'>,
): Promise<RunEnd | null> {
  const { state, clock } = ports;
  const { watched } = request;
  const lease = await acquire(ports, watched);
  try {
    const open = await state.rotations.open(watched.orgId, watched.consumerId);
    if (!open) return null;
    const [first, store] = await Promise.all([ports.openOrg(request.orgName), ports.openStore()]);
    checkOrg(first, watched);
    const { org, wayBack } = await withWayBack(ports, first, request);
    await returnBorrowedSecretAccess({ org, state, clock });
    const options = { patienceMs: request.patienceMs, isSelf: wayBack !== null };
    return await runRotation({ ...ports, org, store }, { rotation: open, watched, lease, seen: null }, options);
  } finally {
    await lease.release();
  }
}

interface Work {
  readonly ports: RotationPorts;
  readonly request: OperateRequest;
  readonly lease: Lease;
  readonly open: Rotation | null;
  readonly isSelf: boolean;
}

function acquire({ state }: OperatePorts, { orgId, consumerId }: WatchedApp): Promise<Lease> {
  return state.leases.acquire(`rotation ${orgId} ${consumerId}`);
}

function checkOrg(org: SalesforceOrg, { orgId, app, org: name }: WatchedApp): void {
  if (org.orgId.slice(0, 15) === orgId.slice(0, 15)) return;
  throw reason('UsageInvalid', { problem: `${app} is watched in ${name}, which is another org than ${org.name}` });
}

/** A save that was cut off is simply done again where it is needed; only its line in the journal is still open. */
async function closeOpenSaves({ state }: OperatePorts, { orgId, app }: WatchedApp): Promise<void> {
  const isOurs = (line: JournalLine) =>
    line.action === 'save-pair' && line.orgId === orgId && line.app === app && line.detail.rotation === undefined;
  for (const { line: _line, at: _at, actor: _actor, hash: _hash, ...entry } of (await state.journal.open()).filter(
    isOurs,
  )) {
    await state.journal.append({ ...entry, event: 'recovered' });
  }
}

// Signing in through the app that is rotated

/** keyturn's own sign-in may depend on the pair: then the admin's own one does the work. */
async function withWayBack(
  ports: OperatePorts,
  org: SalesforceOrg,
  { watched }: Pick<OperateRequest, 'watched'>,
): Promise<{ org: SalesforceOrg; wayBack: string | null }> {
  if (org.clientId === null || org.clientId !== watched.consumerKey) return { org, wayBack: null };
  const all = await ports.signIns.list();
  const others = all.filter(({ orgId, username, broken }) => {
    return orgId.slice(0, 15) === org.orgId.slice(0, 15) && username !== org.username && broken === null;
  });
  for (const { username } of others) {
    const other = await ports.openOrg(username).catch(() => null);
    if (other && other.clientId !== org.clientId) return { org: other, wayBack: username };
  }
  throw reason('SelfRotationNoWayBack', { app: watched.app, username: org.username });
}

// Looking ahead

interface Planned {
  readonly plan: Plan;
  /** null where the slot can't be seen before the setting is borrowed. */
  readonly seen: Observation | null;
  readonly personId: string;
}

async function planOf(work: Work, wayBack: string | null): Promise<Planned> {
  const { ports, request, open } = work;
  const { org, clock } = ports;
  const { watched, kind } = request;
  const [facts, seen, otherUse, verdict, unusable] = await Promise.all([
    org.facts(),
    lookUnlessOff(work),
    kind === 'stage' || kind === 'rotate' ? findOtherUse(org, watched, clock.now()) : noOtherUse,
    kind === 'retire' ? readVerdict(work) : null,
    inspect(ports.deliveries, request),
  ]);
  if (unusable) throw unusable;
  const personId = facts.person.id;
  const plan: Plan = {
    kind,
    watched,
    orgName: facts.name || watched.orgName,
    isProduction: facts.kind === 'production',
    goesOn: open && open.rotatedAt === null && open.kind !== 'discard' ? open : null,
    deliveries:
      request.deliveries ??
      (open?.deliveries.length ? open.deliveries.map(({ target }) => target) : watched.deliveries),
    graceDays: request.graceDays ?? open?.graceDays ?? watched.policy.graceDays,
    slot: seen?.slot ?? null,
    holder: seen ? holderIn({ seen, open, personId }) : 'free',
    otherUse,
    borrows: seen === null,
    wayBack,
    verdict,
  };
  // What stands in the way is said before anybody is asked to agree.
  if (seen) startOf({ ...request, consent: everything }, startFacts(work, { seen, personId }));
  return { plan, seen, personId };
}

const noOtherUse: OtherUse = { flows: [], unseen: [] };
const everything: Consent = { confirmed: true, otherFlows: true, borrow: true };

async function lookUnlessOff(work: Work): Promise<Observation | null> {
  try {
    return await lookNow(work);
  } catch (error) {
    if (isKeyturnError(error) && error.code === 'SecretAccessDisabled') return null;
    throw error;
  }
}

function lookNow({ ports, request, open }: Work): Promise<Observation> {
  return observeConsumer(ports, request.watched, [
    request.watched.consumerKey,
    open?.stays ?? null,
    open?.ends ?? null,
  ]);
}

/** With the setting borrowed where it is off. */
async function look(work: Work, consent: Consent): Promise<Observation> {
  const { ports, request } = work;
  const { org, state, clock, tell } = ports;
  try {
    return await lookNow(work);
  } catch (error) {
    if (!isKeyturnError(error) || error.code !== 'SecretAccessDisabled' || !consent.borrow) throw error;
    const warn = (text: string) => tell({ kind: 'warning', text });
    return withSecretAccess({ org, state, clock, app: request.watched.app }, () => lookNow(work), warn);
  }
}

/** A look is good as long as nobody was asked anything meanwhile. In ms. */
function isStill({ at }: Observation, now: number): boolean {
  return now - at < 2_000;
}

/** A target that can't work is found before a pair is staged for it. */
async function inspect(
  deliveries: Deliveries,
  { deliveries: given, watched, kind }: OperateRequest,
): Promise<Error | null> {
  if (kind !== 'rotate') return null;
  const targets = (given ?? watched.deliveries).filter((target) => !target.startsWith('manual:'));
  const problems = await Promise.all(targets.map((target) => deliveries.inspect(target)));
  const index = problems.findIndex((problem) => problem !== null);
  const target = targets[index];
  return target === undefined ? null : reason('DeliveryUnusable', { target, problem: problems[index] ?? '' });
}

async function readVerdict({ ports, request, open }: Work): Promise<Verdict> {
  const { org, state } = ports;
  const { watched } = request;
  const user = watched.executionUser;
  const rotation = open ?? (await state.rotations.latest(watched.orgId, watched.consumerId));
  const since = (rotation?.startedAt ?? ports.clock.now()) - 7 * 86_400_000;
  const [signIns, lines] = await Promise.all([
    user ? org.users.clientCredentialsSignIns(user.id, since).catch(notSeen) : null,
    state.journal.list({ orgId: watched.orgId }),
  ]);
  const probes = lines.filter(({ action }) => action === 'prove').map(({ at }) => at);
  return verdictOf({ rotation, signIns, probes });
}

function notSeen(error: unknown): null {
  if (isKeyturnError(error) && !error.retryable) return null;
  throw error;
}

// Agreeing

/** @throws OtherFlowsInUse, ConfirmationMissing, SecretAccessDisabled */
export function checkConsent(plan: Plan, consent: Consent): void {
  const { app } = plan.watched;
  if (plan.otherUse.flows.length > 0 && !consent.otherFlows && !plan.goesOn?.consent.otherFlows) {
    throw reason('OtherFlowsInUse', { app, flows: plan.otherUse.flows });
  }
  if (needsName(plan) && !consent.confirmed) {
    throw reason('ConfirmationMissing', { what: `${whatBreaks[plan.kind]} ${app}`, flag: `\`--confirm ${app}\`` });
  }
  if (plan.borrows && !consent.borrow) throw reason('SecretAccessDisabled', {});
}

const whatBreaks: Readonly<Record<Plan['kind'], string>> = {
  stage: 'This stages a pair of',
  rotate: 'This can end the access of consumers of',
  back: 'This turns back the rotation of',
  retire: 'This ends the previous pair of',
  discard: 'This deletes the staged pair of',
};

// Running

interface Agreed {
  readonly seen: Observation;
  readonly consent: Consent;
  readonly personId: string;
}

function startFacts({ request, open, ports }: Work, { seen, personId }: Omit<Agreed, 'consent'>) {
  const { watched } = request;
  return { watched, open, seen, personId, now: ports.clock.now(), newId: crypto.randomUUID() };
}

async function run(work: Work, { seen, consent, personId }: Agreed): Promise<RunEnd> {
  const { ports, request, lease, open, isSelf } = work;
  const { state } = ports;
  const { rotation, replaced } = startOf({ ...request, consent }, startFacts(work, { seen, personId }));
  const watched = await keepPrimary(work, seen);
  if (replaced) await state.rotations.save(replaced);
  await state.rotations.save(rotation);
  if (rotation.id !== open?.id || rotation.kind !== open.kind) await noteBegin(work, rotation);
  const begun = { rotation, watched, lease, seen };
  return runRotation(ports, begun, { patienceMs: request.patienceMs, isSelf });
}

/** The pair that consumers use now is in the store before anything happens to it: it is the way back. */
async function keepPrimary({ ports, request }: Work, seen: Observation): Promise<WatchedApp> {
  const { org, store, state } = ports;
  const { watched, kind } = request;
  if (seen.stored.has(seen.primaryKey) || kind === 'discard') return watched;
  const consumer = { id: watched.consumerId, name: watched.consumerId, consumerKey: seen.primaryKey };
  const app = { id: watched.appId, developerName: watched.app };
  const warn = (text: string) => ports.tell({ kind: 'warning', text });
  const pair = await readAndStorePair({ org, app, consumer, store, ports }, { warn });
  const kept = { kind: store.kind, reference: store.reference(org.orgId, pair.consumerKey) };
  const next = { ...watched, store: kept };
  await state.apps.save(next);
  return next;
}

async function noteBegin({ ports }: Work, rotation: Rotation): Promise<void> {
  const { id, kind, orgId, app, ends, stays, consent, graceDays } = rotation;
  await ports.state.journal.append({
    event: 'noted',
    action: 'begin-rotation',
    intent: crypto.randomUUID(),
    orgId,
    org: ports.org.name,
    app,
    detail: { rotation: id, kind, phase: phaseOf(rotation), ends, stays, graceDays, ...consent },
  });
}
