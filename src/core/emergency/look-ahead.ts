import { withAuthor } from '../acts/author.ts';
import { whyNoStaging } from '../acts/no-staging.ts';
import { observeConsumer } from '../acts/observe.ts';
import { isUnfinished } from '../acts/open-deploys.ts';
import { timeIn } from '../acts/org-clock.ts';
import { othersOfUser } from '../acts/others-of-user.ts';
import { isAccessBorrowed, lastingAccess } from '../acts/secret-access.ts';
import { seen } from '../acts/seen.ts';
import { freezesThatStay } from '../acts/shared-freeze.ts';
import { tryLeaked } from '../incident/leaked-use.ts';
import { findOtherUse } from '../incident/other-use.ts';
import { holderIn } from '../machine/start.ts';
import { takesUp } from '../machine/start-emergency.ts';
import { consumerState, contactsOf, nameIn, newConsumer, runOfWatch } from '../model/consumer.ts';
import type { ContainmentRecord } from '../model/containment-record.ts';
import type { EmergencyPlan } from '../model/emergency-plan.ts';
import type { Observation } from '../model/observation.ts';
import { hasPair, isContained, type Rotation } from '../model/rotation.ts';
import { isProductionOrg } from '../model/sign-in.ts';
import { authorName } from '../model/slot.ts';
import { unreadSlot } from '../model/slot-by-record.ts';
import { isManual, isSameTarget, newTargets, type Target } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { OperatePorts } from '../operate/operate-request.ts';
import type { SalesforceOrg, SecretStore } from '../ports/ports.ts';
import { isKeyturnError, isStateFault, type KeyturnError } from '../reasons/errors.ts';
import type { Prepared } from '../rotation/run.ts';
import { byDeployWords } from '../words/emergency-costs.ts';
import { blockingWords } from '../words/emergency-plan.ts';
import { storeUnseen, unseenWords } from '../words/unseen.ts';
import type { EmergencyRequest } from './emergency-request.ts';
import { justReplaced } from './just-replaced.ts';
import { containmentOf, obstacleOf, obstaclesOf } from './obstacles.ts';
import { wasBlocked } from './was-blocked.ts';

export interface Looking {
  readonly ports: OperatePorts;
  readonly org: SalesforceOrg;
  readonly store: SecretStore;
  readonly request: EmergencyRequest;
  /** The record of an earlier containment that the state doesn't know; null without one. */
  readonly earlier: ContainmentRecord | null;
  readonly open: Rotation | null;
  /** The newest run, finished or not. */
  readonly last: Rotation | null;
  /** The same without repeated deliveries. */
  readonly lastChange: Rotation | null;
  /** Why the store can't be opened, if the containment runs anyway; otherwise null. */
  readonly closed: KeyturnError | null;
}

/** Everything known before a person confirms, and what the first calls need. */
export interface Ahead extends Pick<Pairs, 'start' | 'seen'> {
  readonly plan: EmergencyPlan;
  readonly personId: string;
  readonly prepared: Prepared;
}

/** Only reads, in parallel. */
export async function lookAhead(looking: Looking): Promise<Ahead> {
  const { ports, org, store, request, closed } = looking;
  const { watched } = request;
  const unseen: string[] = closed ? [storeUnseen(closed.message)] : [];
  const [facts, permissions, pairs, otherUse, surroundings, tried] = await Promise.all([
    org.facts(),
    seen(org.permissions(), unseenWords.permissions, unseen, 'name'),
    lookAtPairs(looking, unseen),
    findOtherUse(org, watched, timeIn(org, ports.clock)),
    lookAround(looking, unseen),
    closed ? { token: null, use: null } : tryLeaked(org, store, watched, ports.signal),
  ]);
  const { start, seen: observed, borrows, whyByDeploy } = pairs;
  const { sameUser, deployAhead, policy, freeze } = surroundings;
  const [frozenFor = null] = await freezesThatStay(ports.state, watched, ports.incidents).catch(unlessStateFault);
  const personId = facts.person.id;
  const begun = goneOnWith(looking, start.primaryKey);
  const isOther = !closed && begun.changedOutside !== null;
  // Others have replaced the credentials that were tried: the plan is about theirs.
  const leaked = isOther
    ? await tryLeaked(org, store, { ...watched, consumerKey: start.primaryKey }, ports.signal)
    : tried;
  const isReplaced = begun.goesOn?.endedAt != null;
  const obstacles = isReplaced
    ? []
    : obstaclesOf(org, permissions, {
        closed,
        refused: pairs.refused,
        isSlotRead: observed !== null && whyByDeploy === null,
        changesSettings: borrows || whyByDeploy !== null,
      });
  const blocks = containmentOf(org, permissions, {
    wanted: request.containBy ?? 'flow',
    app: watched.app,
    hasUser: watched.executionUser !== null,
  });
  const containBy = request.containBy && blocks.by;
  if (obstacles[0] && containBy === null && !isBlocked(looking)) throw withBlocking(looking, obstacles[0]);
  const plan: EmergencyPlan = {
    watched,
    orgName: facts.name || watched.orgName,
    isProduction: isProductionOrg(facts.kind),
    ...begun,
    containBy,
    isContainWanted: request.containBy !== null,
    replaceBy: whyByDeploy === null ? 'staging' : 'deploy',
    whyByDeploy,
    mayLoseCertificate: whyByDeploy !== null && request.certificate === 'unknown',
    keepsSessions: request.keepsSessions,
    ...consumersOf(looking, begun.goesOn),
    slot: slotOf(looking, { observed, goesOn: begun.goesOn, personId }),
    // While keyturn itself keeps the user frozen, a test of the leaked credentials says nothing.
    leakedUse: begun.goesOn || frozenFor ? null : leaked.use,
    ...(frozenFor ? { frozenFor } : {}),
    otherUse,
    sameUser,
    borrows,
    deployAhead,
    wayBack: null,
    obstacles: obstacles.map(obstacleOf),
    notContained: isBlocked(looking) ? null : blocks.why,
    wasBlocked: wasBlocked(looking, { ...surroundings, containBy, frozenFor, goesOn: continued(looking) }),
    takesOverFrom: null,
    whyReportElsewhere: null,
    unseen,
  };
  return { plan, start, seen: observed, personId, prepared: { policy, freeze, token: leaked.token, plan } };
}

/** The open emergency, if it continues; null for a new one. */
function continued({ open, request }: Looking): Rotation | null {
  if (!open?.emergency) return null;
  return request.isResumed || takesUp(open, request) ? open : null;
}

/** Whether the emergency that continues has blocked access, or may have. */
function isBlocked(looking: Looking): boolean {
  const goesOn = continued(looking);
  return goesOn !== null && isContained(goesOn);
}

function unlessStateFault(error: unknown): readonly never[] {
  if (isStateFault(error)) return [];
  throw error;
}

/** Without a containment nothing is done, so the error names the command that only blocks access. */
function withBlocking({ request: { watched, containBy } }: Looking, error: KeyturnError): KeyturnError {
  return containBy === null ? error.withAction(blockingWords(watched.app)) : error;
}

interface Surroundings extends Pick<Prepared, 'policy' | 'freeze'>, Pick<EmergencyPlan, 'sameUser' | 'deployAhead'> {}

/** Optional facts for the plan. An emergency doesn't wait for them: whatever can't be read now is named. */
async function lookAround({ org, request }: Looking, unseen: string[]): Promise<Surroundings> {
  const { watched, containBy } = request;
  const { executionUser } = watched;
  const good = <Value>(asked: Promise<Value>, what: keyof typeof unseenWords) =>
    seen<Value, string>(asked, unseenWords[what], unseen, 'name');
  const isByFlow = containBy === 'flow' || containBy === 'flow-or-freeze';
  const [sameUser, deploys, policy, freeze] = await Promise.all([
    othersOfUser(org, watched, unseen, 'name'),
    good(org.metadata.recentDeploys(), 'deploys'),
    isByFlow ? good(org.metadata.appPolicy(watched.app), 'policies') : null,
    (containBy === 'freeze' || containBy === 'flow-or-freeze') && executionUser
      ? good(org.users.freezeState(executionUser.id), 'freeze')
      : null,
  ]);
  return {
    sameUser,
    deployAhead: deploys?.find(({ status, checkOnly }) => !checkOnly && isUnfinished(status))?.id ?? null,
    policy,
    freeze,
  };
}

/** The emergency that continues, if any. For a new one: who changed the credentials before, and when. */
function goneOnWith(looking: Looking, primaryKey: string) {
  const { request, lastChange, ports } = looking;
  const goesOn = continued(looking);
  if (goesOn) return { goesOn, replacedAt: null, changedOutside: null };
  return {
    goesOn: null,
    replacedAt: justReplaced(lastChange, primaryKey, ports.clock.now()),
    changedOutside: primaryKey === request.watched.consumerKey ? null : primaryKey,
  };
}

function consumersOf({ request, open, last, ports }: Looking, goesOn: Rotation | null) {
  const { watched, deliveries } = request;
  const name = (target: Target) => nameIn(watched.consumers, target);
  const has = (target: Target) => goesOn?.deliveries.some((one) => isSameTarget(one.target, target) && hasPair(one));
  const known = [...watched.deliveries, ...(open?.deliveries ?? []).map(({ target }) => target), ...(deliveries ?? [])];
  const all = newTargets([], known);
  const targets = all.filter((target) => !has(target));
  const handedOver = targets.filter((target) => !isManual(target));
  return {
    handedOver,
    mayFail: handedOver.filter((target) => hasFailed(watched, target, open ?? last)).map(name),
    byHand: targets.filter(isManual).map(name),
    upToDate: all.filter(has).map(name),
    contacts: contactsOf(watched.consumers, ports.contacts),
    removed: open?.removed ? { removed: open.removed, kind: open.kind, endedAt: open.endedAt } : null,
    hasNoConsumers: watched.hasNoConsumers,
  };
}

/** Whether the latest delivery or test of a target failed, or a person had to update it. */
function hasFailed(watched: WatchedApp, target: Target, last: Rotation | null): boolean {
  const newest = runOfWatch(watched, last);
  const consumer = watched.consumers.find((one) => isSameTarget(one.target, target)) ?? newConsumer(target);
  // What was lost can be delivered again.
  const test = consumer.test?.isLost ? null : consumer.test;
  const { status } = consumerState({ ...consumer, test }, newest, watched);
  const isByHand = newest?.deliveries.some((one) => isSameTarget(one.target, target) && one.byHand) === true;
  return status === 'failing' || status === 'confirmed' || isByHand;
}

/** The credentials in the slot, if they will be deleted. Not the new ones of an open emergency, nor the leaked ones. */
function slotOf(
  { open, last, ports, org }: Looking,
  found: { readonly observed: Observation | null; readonly goesOn: Rotation | null; readonly personId: string },
): EmergencyPlan['slot'] {
  const { observed, goesOn, personId } = found;
  if (observed === null || observed.isSlotUnread) {
    const isFreed = goesOn?.emergency?.replaceBy === 'deploy' ? goesOn.refusedAt !== null : goesOn?.stays != null;
    return isFreed || whyNoStaging(org) !== null ? null : unreadSlot(goesOn ?? last, ports.clock.now());
  }
  if (!observed.slot) return null;
  const { consumerKey, expiresAt } = observed.slot;
  const createdBy = authorName(observed.slot);
  const holder = holderIn({ seen: observed, open, personId });
  const isFresh = goesOn !== null && holder === 'ours' && consumerKey === goesOn.stays;
  return isFresh || (goesOn && consumerKey === goesOn.ends) ? null : { holder, consumerKey, createdBy, expiresAt };
}

interface Pairs {
  /** The first look of the run; without the slot when that can't be read. */
  readonly start: Observation;
  /** null when the slot can't be read before REST access to secrets is on. */
  readonly seen: Observation | null;
  readonly borrows: boolean;
  readonly whyByDeploy: string | null;
  /** Why the org doesn't show the credentials; null if it does, or may with another try. */
  readonly refused: KeyturnError | null;
}

/** A containment needs neither the slot nor a secret. What prevents new credentials shows up afterwards. */
async function lookAtPairs(looking: Looking, unseen: string[]): Promise<Pairs> {
  try {
    return await pairsOf(looking);
  } catch (error) {
    const { ports, request } = looking;
    if (!isKeyturnError(error) || isFinal(error)) throw error;
    if (request.containBy === null && (error.retryable || !isBlocked(looking))) {
      throw error.retryable ? error : withBlocking(looking, error);
    }
    if (error.retryable) unseen.push(unseenWords.slot);
    const { consumerKey } = request.watched;
    const start = { at: ports.clock.now(), primaryKey: consumerKey, slot: null, stored: new Set<string>() };
    return { start, seen: null, borrows: false, whyByDeploy: null, refused: error.retryable ? null : error };
  }
}

/** Without the app there is nothing to contain. After an interruption nothing may start. */
function isFinal({ code, exitCode }: KeyturnError): boolean {
  return code === 'AppUnknown' || exitCode === 130;
}

async function pairsOf(looking: Looking): Promise<Pairs> {
  const { ports, org, store, request, open } = looking;
  const { watched } = request;
  const keys = [watched.consumerKey, open?.stays ?? null, open?.ends ?? null];
  const look = async (hasSlot: boolean) =>
    withAuthor(org, await observeConsumer({ org, store, clock: ports.clock }, watched, keys, { hasSlot }));
  const noStaging = whyNoStaging(org);
  if (noStaging !== null) return byDeploy(await look(false), noStaging);
  const goesOn = continued(looking);
  if (goesOn?.emergency?.replaceIntendedAt != null) return byDeploy(await look(false), byDeployWords.begun);
  const isPromoted = goesOn?.rotatedAt != null;
  try {
    const start = await look(true);
    // A deploy wouldn't remove the credentials in the slot.
    if (request.byDeploy && start.slot === null && !isPromoted) return byDeploy(start, byDeployWords.asked);
    const borrows = await isAccessBorrowed(ports.state, org.orgId);
    return { start, seen: start, borrows, whyByDeploy: null, refused: null };
  } catch (error) {
    if (!isKeyturnError(error) || error.code !== 'SecretAccessDisabled') throw error;
    if (request.byDeploy && !isPromoted) return byDeploy(await look(false), byDeployWords.asked);
    const [start, access] = await Promise.all([look(false), lastingAccess({ org, state: ports.state })]);
    if (access !== true || isPromoted) return { start, seen: null, borrows: true, whyByDeploy: null, refused: null };
    return byDeploy(start, byDeployWords.refused);
  }
}

function byDeploy(start: Observation, whyByDeploy: string): Pairs {
  return { start, seen: start, borrows: false, whyByDeploy, refused: null };
}
