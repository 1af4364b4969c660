import { whyNoStaging } from '../acts/no-staging.ts';
import { isUnfinished } from '../acts/open-deploys.ts';
import { timeIn } from '../acts/org-clock.ts';
import { othersOfUser } from '../acts/others-of-user.ts';
import { seen } from '../acts/seen.ts';
import { freezesThatStay } from '../acts/shared-freeze.ts';
import { tryLeaked } from '../incident/leaked-use.ts';
import { findOtherUse } from '../incident/other-use.ts';
import { holderIn } from '../machine/start.ts';
import { replacesStill } from '../machine/start-emergency.ts';
import { consumerState, contactsOf, nameIn, newConsumer, runOfWatch } from '../model/consumer.ts';
import type { EmergencyPlan } from '../model/emergency-plan.ts';
import type { Observation } from '../model/observation.ts';
import { hasPair, isContained, type Rotation } from '../model/rotation.ts';
import { isProductionOrg } from '../model/sign-in.ts';
import { authorName } from '../model/slot.ts';
import { unreadSlot } from '../model/slot-by-record.ts';
import { isManual, isSameTarget, newTargets, type Target } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { isStateFault } from '../reasons/errors.ts';
import type { Prepared } from '../rotation/run.ts';
import { storeUnseen, unseenWords } from '../words/unseen.ts';
import { justReplaced } from './just-replaced.ts';
import { continued, isBlocked, type Looking, lookAtPairs, type Pairs, withBlocking } from './look-at-pairs.ts';
import { containmentOf, obstacleOf, obstaclesOf } from './obstacles.ts';
import { wasBlocked } from './was-blocked.ts';

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
  const isBlockedBefore = begun.goesOn === null && looking.open !== null && isContained(looking.open);
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
    // While keyturn itself blocks access, a test of the leaked credentials says nothing.
    leakedUse: begun.goesOn || frozenFor || isBlockedBefore ? null : leaked.use,
    ...(frozenFor ? { frozenFor } : {}),
    ...(isBlockedBefore ? { isBlockedBefore } : {}),
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

function unlessStateFault(error: unknown): readonly never[] {
  if (isStateFault(error)) return [];
  throw error;
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
  if (goesOn && (request.isResumed || replacesStill(goesOn, primaryKey)))
    return { goesOn, replacedAt: null, changedOutside: null };
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
