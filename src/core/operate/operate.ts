import { mustBeConfirmed } from '../acts/confirmed-state.ts';
import { withConsumerLease } from '../acts/consumer-lease.ts';
import { explaining } from '../acts/explaining.ts';
import { closeIntents } from '../acts/journalled.ts';
import { whyNoStaging } from '../acts/no-staging.ts';
import { mustNotBeEnding } from '../acts/not-ending.ts';
import { noted } from '../acts/noted.ts';
import { noteConsumers } from '../acts/noted-consumers.ts';
import { notingGone } from '../acts/noted-gone.ts';
import { mustBeAtHome } from '../acts/org-address.ts';
import { readAndStorePair } from '../acts/pair.ts';
import { returnBorrowedSecretAccess } from '../acts/secret-access.ts';
import { afterLook } from '../drift/after-look.ts';
import { startOf } from '../machine/start.ts';
import { deliverAgain } from '../machine/start-delivery.ts';
import { rememberingRun, runOfWatch, withTargets } from '../model/consumer.ts';
import { asOne, type ContainmentRecord, isRecordOf, withRecord } from '../model/containment-record.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Observation } from '../model/observation.ts';
import { otherOrg } from '../model/other-org.ts';
import { type Consent, endsNothing, phaseOf, type Rotation } from '../model/rotation.ts';
import { waitsForPerson } from '../model/rotation-deliveries.ts';
import { storeKindOf, type WatchedApp } from '../model/watched-app.ts';
import { withWhy } from '../model/why.ts';
import { isSameId } from '../plain/ids.ts';
import { shortKey } from '../plain/text.ts';
import type { Lease, SalesforceOrg } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { runRotation } from '../rotation/rotate.ts';
import type { RunEnd } from '../rotation/run.ts';
import { planOfRun } from '../words/resume-plan.ts';
import { checkConsent } from './consent.ts';
import { consumersBehind } from './deliver-again.ts';
import { holdersOf } from './holders.ts';
import { isStill, look, type OperateWork, planOf, startFacts } from './look-ahead.ts';
import { withOpenTruth } from './open-truth.ts';
import type { Agree, AppRequest, OperatePorts, OperateRequest } from './operate-request.ts';
import { stillWatched } from './still-watched.ts';
import { withWayBack } from './way-back.ts';

/** How long to wait for Salesforce to accept or refuse credentials before leaving the work to a later run. In ms. */
export const usualPatience = 6 * 60_000;

/**
 * Stages, rotates, switches back, retires or discards: checks the org, plans, asks for consent, then runs the machine. Only one
 * process works on an OAuth consumer at a time.
 * @throws AnotherAtWork and the reasons of `startOf` and `runRotation`
 */
export function operate(ports: OperatePorts, given: OperateRequest, agree: Agree): Promise<RunEnd> {
  return underLease(ports, given.watched, async (lease, watched) => {
    const { state, clock } = ports;
    mustBeConfirmed(state);
    mustNotBeEnding(watched);
    const request = { ...given, watched };
    const [first, store, open] = await Promise.all([
      ports.openOrg(request.orgName),
      ports.openStore(storeKindOf(watched)),
      state.rotations.open(watched.orgId, watched.consumerId),
    ]);
    checkOrg(first, watched);
    const { org, wayBack } = await settleEarlierRun(ports, first, watched);
    const work: OperateWork = { ports: { ...ports, org, store }, request, lease, open, isSelf: wayBack !== null };
    const keep = (found: Observation) => keepFound(state, watched, { run: open, seen: found });
    const { plan, seen, personId } = await planOf({ ...work, keep }, wayBack);
    const consent = await agree(plan);
    checkConsent(plan, consent);
    const newest = seen && isStill(seen, clock.now()) ? seen : await look(work, consent);
    if (newest !== seen) await keep(newest);
    const own = await withWayBack(ports, org, watched, newest.slot?.consumerKey);
    const isSelf = wayBack !== null || own.wayBack !== null;
    const asOther = { ...work, ports: { ...work.ports, org: own.org }, isSelf };
    return await run(asOther, { seen: newest, consent, personId });
  });
}

/** What others have done is known from now on, also if the command stops at it. */
async function keepFound(
  { apps }: Pick<OperatePorts['state'], 'apps'>,
  { orgId, app, consumerId }: WatchedApp,
  looking: Parameters<typeof afterLook>[1],
): Promise<void> {
  const watched = await apps.find(orgId, app, consumerId);
  if (!watched) return;
  const next = afterLook(watched, looking);
  if (next !== watched) await apps.save(next);
}

/** Continues an interrupted run with the consent given at its start. Null if there is no such run. */
export function resumeRotation(ports: OperatePorts, request: AppRequest): Promise<RunEnd | null> {
  const { watched: given, orgName, patienceMs, why, isUnattended = false, goesWithout } = request;
  return underLease(ports, given, async (lease, watched) => {
    const open = await ports.state.rotations.open(watched.orgId, watched.consumerId);
    if (!open) return deliverToThose(ports, { request, watched, lease });
    if (open.emergency) ports.state.installation.goOn();
    else mustBeConfirmed(ports.state);
    const rotation = withRecord(withWhy(open, why), await keptOf(ports, open));
    const [first, store] = await Promise.all([ports.openOrg(orgName), ports.openStore(storeKindOf(watched))]);
    if (rotation.emergency) checkSameOrg(first, watched);
    else if (endsNothing(rotation)) checkPlace(first, watched);
    else checkOrg(first, watched);
    const { org, wayBack } = await settleEarlierRun(ports, first, watched);
    const isAgreed = !waitsForPerson(rotation) || (await goesWithout?.(planOfRun(rotation, watched))) === true;
    const options = { patienceMs, isSelf: wayBack !== null, isUnattended: isUnattended || !isAgreed };
    return await runRotation({ ...ports, org, store }, { rotation, watched, lease, seen: null }, options);
  });
}

interface Behind {
  readonly request: AppRequest;
  readonly watched: WatchedApp;
  readonly lease: Lease;
}

/**
 * Delivers the current credentials to the consumers that may be without them. Null if there are none, or no person asks for
 * it. @throws PairNotStored
 */
async function deliverToThose(ports: OperatePorts, { request, watched: given, lease }: Behind): Promise<RunEnd | null> {
  const { orgName, patienceMs, why, isUnattended = false } = request;
  const targets = isUnattended ? [] : await consumersBehind(ports, given);
  if (targets.length === 0) return null;
  mustBeConfirmed(ports.state);
  const [first, store] = await Promise.all([ports.openOrg(orgName), ports.openStore(storeKindOf(given))]);
  checkPlace(first, given);
  const { org, wayBack } = await settleEarlierRun(ports, first, given);
  const pair = await store.get(given.orgId, given.consumerKey);
  if (!pair) throw reason('PairNotStored', { app: given.app, slot: 'primary' });
  const personId = (await org.facts()).person.id;
  const facts = { targets, personId, now: ports.clock.now(), newId: crypto.randomUUID() };
  const rotation = withWhy(deliverAgain({ watched: given, ...facts }), why);
  const work = { ...ports, org, store };
  const watched = await keepConsumers({ ports: work }, given, rotation);
  await ports.state.rotations.save(rotation);
  await noteBegin({ ports: work }, rotation);
  const options = { patienceMs, isSelf: wayBack !== null };
  return runRotation(work, { rotation, watched, lease, seen: null }, options);
}

/** The record of a containment that the state couldn't take: the emergency undoes it in the end. */
async function keptOf({ incidents }: OperatePorts, open: Rotation): Promise<ContainmentRecord | null> {
  if (open.emergency === null || open.emergency.containment !== null) return null;
  const kept = await incidents.keptRecords();
  const [newest] = asOne(kept.filter(({ record }) => isRecordOf(record, open)));
  return newest?.record ?? null;
}

/**
 * Reads the app's state while holding the lease, because another process may have just changed it. Clears the app's problem
 * once the work is done.
 */
function underLease<Value>(
  { state }: Pick<OperatePorts, 'state'>,
  given: WatchedApp,
  work: (lease: Lease, watched: WatchedApp) => Promise<Value>,
): Promise<Value> {
  const underIt = async (lease: Lease) => {
    const { orgId, app, consumerId } = given;
    const watched = await stillWatched(state, given);
    const done = await work(lease, watched);
    const after = done === null ? null : await state.apps.find(orgId, app, consumerId);
    if (after?.trouble) await state.apps.save({ ...after, trouble: null });
    return done;
  };
  return withOpenTruth(state, given, () => withConsumerLease(state, given, underIt));
}

/** What delivers the current credentials needs no staging. @throws OtherOrg, HostChanged */
export function checkPlace(org: SalesforceOrg, watched: WatchedApp): void {
  checkSameOrg(org, watched);
  mustBeAtHome(org, watched);
}

/** @throws OtherOrg, HostChanged, StagingUnavailable */
export function checkOrg(org: SalesforceOrg, watched: WatchedApp): void {
  checkPlace(org, watched);
  const why = whyNoStaging(org);
  if (why !== null) throw reason('StagingUnavailable', { app: watched.app, why });
}

/** @throws OtherOrg */
export function checkSameOrg(org: SalesforceOrg, watched: WatchedApp): void {
  if (isSameId(org.orgId, watched.orgId)) return;
  throw otherOrg(watched, org.name);
}

/** The org through a sign-in that survives the work. Also restores what an earlier, interrupted run left turned on or open. */
export async function settleEarlierRun(ports: OperatePorts, first: SalesforceOrg, watched: WatchedApp) {
  const { state, clock } = ports;
  const found = await withWayBack(ports, first, watched);
  await returnBorrowedSecretAccess({ org: found.org, state, clock });
  await closeOpenSaves(ports, watched);
  return { ...found, org: notingGone(found.org, ports, watched) };
}

/** Closes the audit trail entries of interrupted saves. The save itself is repeated when needed. */
export async function closeOpenSaves(
  { state }: Pick<OperatePorts, 'state'>,
  { orgId, app }: WatchedApp,
): Promise<void> {
  const isOurs = (line: JournalLine) =>
    line.action === 'save-pair' && line.orgId === orgId && line.app === app && line.detail.rotation === undefined;
  await closeIntents(state.journal, (await state.journal.open()).filter(isOurs));
}

interface Agreed {
  readonly seen: Observation;
  readonly consent: Consent;
  readonly personId: string;
}

async function run(work: OperateWork, { seen, consent, personId }: Agreed): Promise<RunEnd> {
  const { lease, open, isSelf } = work;
  // Files may have changed since the plan.
  const request = { ...work.request, stillNeeding: await holdersOf(work, seen.slot?.consumerKey ?? null) };
  const { rotation: started, replaced } = startOf({ ...request, consent }, startFacts(work, { seen, personId }));
  const rotation = withWhy(started, request.why);
  const state = explaining(work.ports.state, rotation.why);
  const ports = { ...work.ports, state };
  const watched = await keepConsumers(work, await keepPrimary(work, seen, rotation), rotation);
  await state.rotations.save(...(replaced ? [replaced] : []), rotation);
  if (rotation.id !== open?.id || rotation.kind !== open.kind) await noteBegin({ ports }, rotation);
  const begun = { rotation, watched, lease, seen };
  const { patienceMs, isUnattended = false } = request;
  return runRotation(ports, begun, { patienceMs, isSelf, isUnattended });
}

/** Stores the current credentials before anything changes, so that the run can switch back to them. */
async function keepPrimary(
  { ports, request }: OperateWork,
  seen: Observation,
  { kind, deliveries }: Rotation,
): Promise<WatchedApp> {
  const { org, store, state } = ports;
  const { watched } = request;
  const isNeeded = kind !== 'discard' || deliveries.length > 0;
  if (seen.stored.has(seen.primaryKey) || !isNeeded) return watched;
  const consumer = { id: watched.consumerId, consumerKey: seen.primaryKey };
  const app = { id: watched.appId, developerName: watched.app };
  const warn = () => ports.tell({ kind: 'warning', warning: 'secret-access-kept' });
  const pair = await readAndStorePair({ org, app, consumer, store, ports }, { warn });
  // Somebody replaced the credentials after the check, so the plan is not for these.
  if (pair.consumerKey !== seen.primaryKey) {
    const [found, known] = [shortKey(pair.consumerKey), shortKey(seen.primaryKey)];
    throw reason('PrimaryChangedOutside', { app: watched.app, found, known });
  }
  const kept = { kind: store.kind, reference: store.reference(org.orgId, pair.consumerKey) };
  const next = { ...watched, store: kept };
  await state.apps.save(next);
  return next;
}

/**
 * What is known about the consumers before a run begins or continues: what the newest run found is kept with them, and every
 * target of this run belongs to one, so that the next rotation delivers to it, too.
 */
export async function keepConsumers(
  { ports }: Pick<OperateWork, 'ports'>,
  watched: WatchedApp,
  { id, kind, deliveries }: Rotation,
): Promise<WatchedApp> {
  const { apps, rotations } = ports.state;
  const newest = runOfWatch(watched, await rotations.latest(watched.orgId, watched.consumerId));
  const known = newest && newest.id !== id ? rememberingRun(watched.consumers, newest) : watched.consumers;
  const targets = deliveries.map(({ target }) => target);
  const consumers = kind === 'stage' ? known : withTargets(known, targets);
  const isSame = consumers.length === known.length && known.every((one, index) => one === watched.consumers[index]);
  if (isSame) return watched;
  const hasNoConsumers = watched.hasNoConsumers && consumers.length === known.length;
  const [saved] = await Promise.all([
    apps.save({ ...watched, consumers, hasNoConsumers }),
    noteConsumers(ports.state.journal, watched, [watched.consumers, consumers]),
  ]);
  return saved;
}

interface Notes {
  readonly state: Pick<OperatePorts['state'], 'journal'>;
  readonly org: Pick<SalesforceOrg, 'name'>;
}

export async function noteBegin({ ports }: { readonly ports: Notes }, rotation: Rotation): Promise<void> {
  const { id, kind, orgId, app, ends, stays, consent, graceDays } = rotation;
  const detail = { rotation: id, kind, phase: phaseOf(rotation), ends, stays, graceDays, ...consent };
  await noted(ports.state.journal, { orgId, org: ports.org.name, app }, 'begin-rotation', detail);
}
