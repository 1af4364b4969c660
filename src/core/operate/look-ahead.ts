import { withAuthor } from '../acts/author.ts';
import { observeConsumer } from '../acts/observe.ts';
import { mostLookMs, usesOfOthers } from '../acts/one-file-each.ts';
import { clockGap, timeIn } from '../acts/org-clock.ts';
import { forSettings, refuseKnownGap } from '../acts/permissions.ts';
import { isAccessBorrowed, lastingAccess, withSecretAccess } from '../acts/secret-access.ts';
import { seen as seenOrNull } from '../acts/seen.ts';
import { unusableOf } from '../acts/target-tests.ts';
import { findOtherUse } from '../incident/other-use.ts';
import { handedBack, hasLostStaged, holderIn, refuseSecondBack, startOf } from '../machine/start.ts';
import type { StartFacts, StartRequest } from '../machine/start-request.ts';
import { nameIn, runOfWatch } from '../model/consumer.ts';
import type { Observation } from '../model/observation.ts';
import type { OtherUse, Plan, Verdict } from '../model/operation-plan.ts';
import { type Consent, endsNothing, hasPair, pendingDelivery, type Rotation } from '../model/rotation.ts';
import { withRepeated } from '../model/rotation-deliveries.ts';
import { isProductionOrg } from '../model/sign-in.ts';
import { type DoomedSlot, unreadSlot } from '../model/slot-by-record.ts';
import { isSameTarget, newTargets, type Target } from '../model/target.ts';
import { day } from '../plain/time.ts';
import type { Lease } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { overwritten } from '../rotation/recheck.ts';
import type { RotationPorts } from '../rotation/run.ts';
import { lastingCautionTexts } from '../words/deliveries.ts';
import { seenWords } from '../words/drift.ts';
import { noStagingWords } from '../words/no-staging.ts';
import { foreseenStop } from './foreseen-stop.ts';
import { holdersOf } from './holders.ts';
import type { OperateRequest } from './operate-request.ts';
import { verdictOf } from './verdict.ts';

/** One command for one OAuth consumer, while holding its lease. */
export interface OperateWork {
  readonly ports: RotationPorts;
  readonly request: OperateRequest;
  readonly lease: Lease;
  readonly open: Rotation | null;
  readonly isSelf: boolean;
}

/** What a plan is made from. It changes nothing, so it needs no lease. */
export interface PlanWork extends Pick<OperateWork, 'ports' | 'request' | 'open'> {
  /** Keeps what others have done, as the look of the plan shows it. A dry run keeps nothing. */
  readonly keep?: (seen: Observation) => Promise<void>;
}

export interface Planned {
  readonly plan: Plan;
  /** null if the slot can't be read before REST access to secrets is turned on. */
  readonly seen: Observation | null;
  readonly personId: string;
  /** Why the run stops at its first look; null if it does something. */
  readonly stop: KeyturnError | null;
}

/** @throws what the command finds before it asks, and the change of others at which its run would stop */
export async function planOf(work: PlanWork, wayBack: string | null): Promise<Planned> {
  const { ports, request, open } = work;
  const { org, clock } = ports;
  const { watched, kind } = request;
  const [facts, seen, otherUse, unusable, cautions, isBorrowed] = await Promise.all([
    org.facts(),
    lookUnlessOff(work),
    kind === 'stage' || kind === 'rotate' ? findOtherUse(org, watched, timeIn(org, clock)) : noOtherUse,
    kind === 'rotate' ? unusableNow(work) : null,
    kind === 'rotate' ? cautionsNow(work) : [],
    isAccessBorrowed(ports.state, watched.orgId),
  ]);
  const shown = seen ?? (await lookNow(work, false));
  await work.keep?.(shown);
  if (unusable) throw unusable;
  const personId = facts.person.id;
  const holders = await holdersOf(work, seen?.slot?.consumerKey ?? likelyEnds(work));
  const isGone = seen !== null && seen.slot === null;
  const verdict = kind === 'retire' && !isGone ? await readVerdict(work, holders) : null;
  const needing = kind === 'discard' ? { stillNeeding: holders } : {};
  // Throws known obstacles before asking for consent.
  if (!seen) await refuseKnownGap(org, forSettings);
  if (!seen && kind === 'back' && open?.kind === 'back' && open.stays === watched.consumerKey) refuseSecondBack(open);
  const started = begin({ ...request, ...needing, consent: everything }, startFacts(work, { seen: shown, personId }));
  const stop = started && foreseenStop(ports, { rotation: started, watched, seen: shown, isSelf: wayBack !== null });
  if (stop?.code === 'PrimaryChangedOutside') throw stop;
  const begun = seen && started;
  const isForward = kind === 'stage' || kind === 'rotate';
  const lost = isForward && open && seen && hasLostStaged(open, seen, ports.clock.now()) ? open : null;
  const plan: Plan = {
    kind,
    watched,
    orgName: facts.name || watched.orgName,
    isProduction: isProductionOrg(facts.kind),
    goesOn: open && open.rotatedAt === null && open.kind !== 'discard' && open !== lost ? open : null,
    ...(lost ? { lost } : {}),
    ...(seen === null ? strangerSeen(watched) : {}),
    deliveries: begun ? begun.deliveries.map(({ target }) => target) : likelyTargets(work, holders),
    graceDays: request.graceDays ?? open?.graceDays ?? watched.policy.graceDays,
    slot: seen?.slot ?? null,
    holder: seen ? holderIn({ seen, open, personId }) : 'free',
    ...(seen === null && (kind === 'retire' || kind === 'discard') ? { unread: doomed(work, kind) } : {}),
    isPromoted: isPromotedAlready(open, seen),
    otherUse,
    borrows: seen === null || isBorrowed,
    wayBack,
    verdict,
    holders:
      kind === 'discard'
        ? newTargets([], [...holders, ...updatedWithStaged(open)]).map((target) => nameIn(watched.consumers, target))
        : [],
    cautions,
    aheadMs: clockGap(org),
    removedFrom: begun ?? open,
    byHand: request.byHand ?? [],
  };
  return { plan, seen, personId, stop };
}

/** The run that begins or continues; null if only the slot shows which one. */
function begin(request: StartRequest, facts: StartFacts): Rotation | null {
  try {
    return startOf(request, facts).rotation;
  } catch (error) {
    const isKnown =
      facts.seen.isSlotUnread !== true || (isKeyturnError(error) && error.code === 'PrimaryChangedOutside');
    if (isKnown || !isKeyturnError(error)) throw error;
    return null;
  }
}

function strangerSeen({ lastCheck }: OperateRequest['watched']): Pick<Plan, 'seenInSlot'> {
  const found = lastCheck?.drift.find(({ kind }) => kind === 'staged-outside');
  return found && lastCheck ? { seenInSlot: seenWords(found, lastCheck, null) } : {};
}

/** What is known of the slot without reading it: credentials that the command doesn't delete aren't named. */
function doomed({ open, ports }: PlanWork, kind: 'retire' | 'discard'): DoomedSlot {
  const slot = unreadSlot(open, ports.clock.now());
  const isMeant = (slot.holder === 'previous') === (kind === 'retire');
  return isMeant ? slot : unreadSlot(null, ports.clock.now());
}

/** Consumer key of the credentials that the command probably deletes, while the slot can't be read. */
function likelyEnds({ request: { kind }, open }: PlanWork): string | null {
  if (open === null || endsNothing(open)) return null;
  const isPromoted = open.rotatedAt !== null;
  if (kind === 'discard' && open.kind !== 'discard') return isPromoted ? null : open.stays;
  return kind === 'discard' || isPromoted ? open.ends : null;
}

/** The deliveries to expect while the slot can't be read. */
function likelyTargets({ request, open }: PlanWork, holders: readonly Target[]): readonly Target[] {
  const { kind, deliveries, watched } = request;
  if (kind === 'discard') return newTargets([], [...handedBackTargets(open), ...holders]);
  const known = [...(open?.deliveries ?? []).map(({ target }) => target), ...watched.deliveries];
  return newTargets([], [...known, ...(deliveries ?? [])]);
}

/** Who gets the current credentials again before the staged ones are deleted, by the record. */
function handedBackTargets(open: Rotation | null): readonly Target[] {
  if (open === null || open.rotatedAt !== null || endsNothing(open)) return [];
  return (open.kind === 'discard' ? open.deliveries : handedBack(open)).map(({ target }) => target);
}

/** The consumers that keyturn or a person has updated with the staged credentials. A file shows by itself what it holds. */
function updatedWithStaged(open: Rotation | null): readonly Target[] {
  if (open === null || open.kind === 'discard' || open.rotatedAt !== null || endsNothing(open)) return [];
  return open.deliveries.filter((one) => one.target.kind !== 'file' && hasPair(one)).map(({ target }) => target);
}

const noOtherUse: OtherUse = { flows: [], unseen: [] };
const everything: Consent = { confirmed: true, otherFlows: true, borrow: true };

async function lookUnlessOff(work: PlanWork): Promise<Observation | null> {
  try {
    return await lookNow(work);
  } catch (error) {
    if (!isOff(error)) throw error;
    if ((await lastingAccess(work.ports)) === true) throw refusedAllTheSame(work, error);
    return null;
  }
}

/** Whether REST access to secrets is off. */
export function isOff(error: unknown): boolean {
  return isKeyturnError(error) && error.code === 'SecretAccessDisabled';
}

/** The setting is on, but Salesforce refuses with the same error: this org has no staged credentials. */
function refusedAllTheSame({ request }: PlanWork, cause: unknown): Error {
  return reason('StagingUnavailable', { app: request.watched.app, why: noStagingWords.refused }, { cause });
}

async function lookNow({ ports, request, open }: PlanWork, hasSlot = true): Promise<Observation> {
  const keys = [request.watched.consumerKey, open?.stays ?? null, open?.ends ?? null];
  return withAuthor(ports.org, await observeConsumer(ports, request.watched, keys, { hasSlot }));
}

/** Reads the slot, and turns on REST access to secrets temporarily if it is off. */
export async function look(work: OperateWork, consent: Consent): Promise<Observation> {
  const { ports, request } = work;
  const { org, state, clock, tell, signal } = ports;
  try {
    return await lookNow(work);
  } catch (error) {
    if (!isOff(error) || !consent.borrow) throw error;
    const warn = () => tell({ kind: 'warning', warning: 'secret-access-kept' });
    const lookAgain = () =>
      lookNow(work).catch((refused: unknown) => {
        throw isOff(refused) ? refusedAllTheSame(work, refused) : refused;
      });
    return withSecretAccess({ org, state, clock, app: request.watched.app, signal }, lookAgain, warn);
  }
}

/** Whether an observation is recent enough, which means that no question was asked in between. */
export function isStill({ at }: Observation, now: number): boolean {
  return now - at < 2_000;
}

/** A target that can't work is found before credentials are made for it. One that a person updates in this run isn't needed. */
async function unusableNow(work: PlanWork): Promise<Error | null> {
  const { ports, request } = work;
  const { watched } = request;
  const tried = triedTargets(work);
  const uses = await usesOfOthers(ports.state, watched);
  const { app, consumers } = watched;
  return unusableOf(ports.deliveries, tried, {
    app,
    consumers,
    uses,
    isRotation: true,
    patience: ports.clock.deadline(mostLookMs),
  });
}

async function cautionsNow(work: PlanWork): Promise<readonly string[]> {
  const found = await Promise.all(triedTargets(work).map((target) => work.ports.deliveries.cautions(target)));
  return found.flatMap(lastingCautionTexts);
}

function triedTargets({ request: { watched, deliveries, byHand = [] }, open }: PlanWork): readonly Target[] {
  const isByHand = (target: Target) => byHand.some((one) => isSameTarget(one, target));
  const isConfirmed = (target: Target) =>
    open?.deliveries.some((one) => isSameTarget(one.target, target) && (hasPair(one) || one.byHand)) === true;
  const needed = newTargets([], [...watched.deliveries, ...(deliveries ?? [])]);
  return needed.filter((target) => !isByHand(target) && !isConfirmed(target));
}

async function readVerdict({ ports, request }: PlanWork, holders: readonly Target[]): Promise<Verdict> {
  const { org, state } = ports;
  const { watched } = request;
  const user = watched.executionUser;
  const { orgId, consumerId } = watched;
  const [newest, change] = await Promise.all([
    state.rotations.latest(orgId, consumerId),
    state.rotations.latestChange(orgId, consumerId),
  ]);
  const latest = runOfWatch(watched, change && withRepeated(change, newest));
  // A refused way back delivered nothing, and neither did a run for credentials that aren't the current ones.
  const isOurs = latest !== null && latest.outcome !== 'refused' && latest.stays === watched.consumerKey;
  const rotation = isOurs ? latest : null;
  const since = (rotation?.startedAt ?? ports.clock.now()) + clockGap(org) - 7 * day;
  const [lost, signIns, lines] = await Promise.all([
    rotation && isPromoted(rotation) ? overwritten({ ports, rotation }) : [],
    user ? seenOrNull(org.users.clientCredentialsSignIns(user.id, since), 'sign-ins', [], 'throw') : null,
    state.journal.list({ orgId: watched.orgId }),
  ]);
  const probes = lines.filter(({ action }) => action === 'prove').map(({ at }) => at);
  return verdictOf({
    rotation,
    consumers: watched.consumers,
    lost: lost.map(({ delivery }) => delivery),
    holders: holders.map((target) => pendingDelivery(target, nameIn(watched.consumers, target))),
    signIns,
    probes,
    aheadMs: clockGap(org),
  });
}

function isPromoted({ finishedAt, rotatedAt }: Rotation): boolean {
  return finishedAt === null && rotatedAt !== null;
}

export function startFacts(
  { request, open, ports }: PlanWork,
  { seen, personId }: { readonly seen: Observation; readonly personId: string },
): StartFacts {
  const { watched } = request;
  return { watched, open, seen, personId, now: ports.clock.now(), newId: crypto.randomUUID() };
}

/** The new credentials are current, and keyturn doesn't know it yet, or only staged them. */
function isPromotedAlready(open: Rotation | null, seen: Observation | null): boolean {
  if (open === null || open.stays === null || open.stays !== seen?.primaryKey) return false;
  return open.rotatedAt === null || open.kind === 'stage';
}
