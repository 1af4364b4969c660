import { isKeyturnError, type KeyturnError, reason } from '../errors.ts';
import { withOpenTruth } from '../operate/open-truth.ts';
import {
  checkSameOrg,
  closeOpenSaves,
  keepConsumers,
  noteBegin,
  type OperatePorts,
  whyNoStaging,
} from '../operate/operate.ts';
import { findOtherUse } from '../operate/other-use.ts';
import { withWayBack } from '../operate/way-back.ts';
import type { Lease, SalesforceOrg, SecretStore } from '../ports.ts';
import { untouched } from '../reasons/reason.ts';
import type { Observation } from '../rotation/observation.ts';
import { observeConsumer } from '../rotation/observe.ts';
import { runRotation } from '../rotation/rotate.ts';
import type { Prepared, RunEnd } from '../rotation/run.ts';
import { holderIn, startOf } from '../rotation/start.ts';
import { type EmergencyWishes, takesUp } from '../rotation/start-emergency.ts';
import { nameOfTarget, type Rotation } from '../rotation/state.ts';
import { returnBorrowedSecretAccess } from '../secret-access.ts';
import { appInOrg, rotationLease } from '../watch/consumer-lease.ts';
import type { WatchedApp } from '../watch/watched-app.ts';
import type { EmergencyPlan } from './emergency-plan.ts';

export interface EmergencyRequest
  extends Pick<EmergencyWishes, 'leakedSince' | 'containBy' | 'keepsSessions' | 'reportTo' | 'certificate'> {
  readonly watched: WatchedApp;
  /** The sign-in to work with: alias or username. */
  readonly orgName: string;
  readonly patienceMs: number;
  /** Consumers besides those that the app has; null for none. */
  readonly deliveries: readonly string[] | null;
  /** Where no pair can be staged, a deploy replaces it even if staging looks possible. */
  readonly byDeploy: boolean;
}

/** One app whose emergency is planned, held by this process until it is run or left. */
export interface Response {
  readonly plan: EmergencyPlan;
  /** @param confirmedAt when the name was typed; epoch ms */
  run(confirmedAt: number): Promise<RunEnd>;
  leave(): Promise<void>;
}

/** How long another process may take to finish its step before this one gives up. In ms. */
const leaseWaitMs = 30_000;
const leasePollMs = 500;

/**
 * Looks at everything that has to be known before anybody confirms, and reads ahead what the first calls need. Changes
 * nothing in the org.
 * @throws AnotherAtWork, SelfRotationNoWayBack, UsageInvalid and the reasons of an org
 */
export async function beginResponse(ports: OperatePorts, request: EmergencyRequest): Promise<Response> {
  const lease = await acquire(ports, request.watched);
  try {
    return await withOpenTruth(ports.state, request.watched, () => begin(ports, request, lease));
  } catch (error) {
    await lease.release();
    throw isKeyturnError(error) && error.safe === untouched ? error.withSafe(leakLives) : error;
  }
}

const leakLives =
  'Nothing in the org was changed: the leaked pair works for whoever has it. Setup ▸ Users ▸ the execution user ▸ Freeze stops it without keyturn.';

async function begin(ports: OperatePorts, given: EmergencyRequest, lease: Lease): Promise<Response> {
  const { state, clock } = ports;
  const { orgId, app, consumerId } = given.watched;
  const [first, open, watched] = await Promise.all([
    ports.openOrg(given.orgName),
    state.rotations.open(orgId, consumerId),
    state.apps.find(orgId, app, consumerId),
  ]);
  if (!watched) throw reason('AppNotWatched', { app, known: [] });
  checkSameOrg(first, watched);
  for (const target of given.deliveries ?? []) {
    const problem = target.startsWith('manual:') ? null : await ports.deliveries.inspect(target);
    if (problem !== null) throw reason('DeliveryUnusable', { target, problem });
  }
  const store = await ports.openStore(watched.store?.kind);
  const { org, wayBack } = await withWayBack(ports, first, watched);
  await returnBorrowedSecretAccess({ org, state, clock });
  await closeOpenSaves(ports, watched);
  const facts = await lookAhead({ ports, org, store, request: { ...given, watched }, open });
  const inner = { ...ports, org, store };
  return {
    plan: { ...facts.plan, wayBack },
    leave: () => lease.release(),
    run: async (confirmedAt) => {
      try {
        const wishes: EmergencyWishes = {
          confirmedAt,
          leakedSince: given.leakedSince,
          containBy: given.containBy,
          replaceBy: facts.plan.replaceBy,
          keepsSessions: given.keepsSessions,
          // The plan names what lies there, or that nobody can see it yet.
          freesStranger: facts.plan.slot !== null || facts.seen === null,
          reportTo: given.reportTo,
          certificate: given.certificate,
        };
        const consent = { confirmed: true, otherFlows: true, borrow: true };
        const { rotation, replaced } = startOf(
          {
            kind: 'emergency',
            consent,
            graceDays: 0,
            deliveries: given.deliveries,
            noConsumers: false,
            emergency: wishes,
          },
          { watched, open, seen: facts.start, personId: facts.personId, now: clock.now(), newId: crypto.randomUUID() },
        );
        const kept = await keepConsumers({ ports: inner }, watched, rotation);
        await state.rotations.save(...(replaced ? [replaced] : []), rotation);
        if (rotation.id !== open?.id) await noteBegin({ ports: inner }, rotation);
        const seen = stillGood(facts, clock.now());
        const options = { patienceMs: given.patienceMs, isSelf: wayBack !== null, prepared: facts.prepared };
        return await runRotation(inner, { rotation, watched: kept, lease, seen }, options);
      } finally {
        await lease.release();
      }
    },
  };
}

interface Looking {
  readonly ports: OperatePorts;
  readonly org: SalesforceOrg;
  readonly store: SecretStore;
  readonly request: EmergencyRequest;
  readonly open: Rotation | null;
}

interface Ahead extends Pick<Pairs, 'start' | 'seen'> {
  readonly plan: EmergencyPlan;
  readonly personId: string;
  readonly prepared: Prepared;
}

async function lookAhead({ ports, org, store, request, open }: Looking): Promise<Ahead> {
  const { watched, containBy } = request;
  const { executionUser } = watched;
  const { clock, signal } = ports;
  const unseen: string[] = [];
  const isByFlow = containBy === 'flow' || containBy === 'flow-or-freeze';
  const [facts, look, otherUse, sameUser, deploys, policy, freeze, token] = await Promise.all([
    org.facts(),
    lookAtPairs({ ports, org, store, request, open }),
    findOtherUse(org, watched, clock.now()),
    executionUser
      ? seenOrNot(org.users.appsRunningAs(executionUser.username), 'which other apps run as its user', unseen)
      : null,
    seenOrNot(org.metadata.recentDeploys(), 'deploys under way', unseen),
    isByFlow ? seenOrNot(org.metadata.appPolicy(watched.app), 'the policies of the app', unseen) : null,
    containBy === 'freeze' && executionUser
      ? seenOrNot(org.users.freezeState(executionUser.id), 'whether its user is frozen', unseen)
      : null,
    hold(org, store, watched, signal),
  ]);
  const { seen, borrows, whyByDeploy } = look;
  const targets = [
    ...new Set([
      ...watched.deliveries,
      ...(open?.deliveries ?? []).map(({ target }) => target),
      ...(request.deliveries ?? []),
    ]),
  ];
  const byHand = targets.filter((target) => target.startsWith('manual:'));
  const personId = facts.person.id;
  const holder = seen ? holderIn({ seen, open, personId }) : 'unclear';
  const goesOn = open && takesUp(open, request) ? open : null;
  const found = seen?.slot ?? null;
  // The new pair of the emergency that goes on stays, and what becomes of the leaked one is told anyway.
  const isItsOwn =
    found !== null &&
    goesOn !== null &&
    ((holder === 'ours' && found.consumerKey === goesOn.stays) || found.consumerKey === goesOn.ends);
  const slot = isItsOwn ? null : found;
  const plan: EmergencyPlan = {
    watched,
    orgName: facts.name || watched.orgName,
    isProduction: facts.kind === 'production',
    goesOn,
    containBy,
    replaceBy: whyByDeploy === null ? 'staging' : 'deploy',
    whyByDeploy,
    mayLoseCertificate: whyByDeploy !== null && request.certificate === 'unknown',
    keepsSessions: request.keepsSessions,
    handedOver: targets.filter((target) => !target.startsWith('manual:')),
    byHand: byHand.map(nameOfTarget),
    hasNoConsumers: watched.hasNoConsumers,
    slot: slot && {
      holder,
      consumerKey: slot.consumerKey,
      createdBy: slot.createdBy,
      expiresAt: slot.expiresAt,
    },
    otherUse,
    sameUser: sameUser?.filter((name) => name !== watched.app) ?? null,
    borrows,
    deployAhead: deploys?.find(({ status, checkOnly }) => !checkOnly && isRunning(status))?.id ?? null,
    wayBack: null,
    unseen,
  };
  return { plan, start: look.start, seen, personId, prepared: { policy, freeze, token, plan } };
}

function isRunning(status: string): boolean {
  return status === 'Pending' || status === 'InProgress' || status.startsWith('Finalizing');
}

interface Pairs {
  /** What the run begins with; without the slot where that can't be seen. */
  readonly start: Observation;
  /** null where the slot can't be seen before the setting is borrowed. */
  readonly seen: Observation | null;
  readonly borrows: boolean;
  readonly whyByDeploy: string | null;
}

async function lookAtPairs({ ports, org, store, request, open }: Looking): Promise<Pairs> {
  const { watched } = request;
  const keys = [watched.consumerKey, open?.stays ?? null, open?.ends ?? null];
  const look = (hasSlot: boolean) => observeConsumer({ org, store, clock: ports.clock }, watched, keys, { hasSlot });
  // Stopping everything needs neither the slot nor a secret: what is in the way of a new pair shows after it.
  const unseenSlot = async (error: KeyturnError): Promise<Pairs> => {
    if (request.containBy === null || !staysInTheWay.has(error.code)) throw error;
    const { orgId, consumerKey } = watched;
    const stored = new Set((await store.get(orgId, consumerKey)) ? [consumerKey] : []);
    const unseen = { at: ports.clock.now(), primaryKey: consumerKey, slot: null, stored };
    const start = await look(false).catch(() => unseen);
    return { start, seen: null, borrows: false, whyByDeploy: null };
  };
  const noStaging = whyNoStaging(org);
  if (noStaging !== null) return byDeploy(await look(false), noStaging);
  try {
    const start = await look(true);
    // A deploy would leave alone what lies in the slot.
    if (request.byDeploy && start.slot === null) return byDeploy(start, askedFor);
    return { start, seen: start, borrows: false, whyByDeploy: null };
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    if (error.code !== 'SecretAccessDisabled') return unseenSlot(error);
    if (request.byDeploy) return byDeploy(await look(false), askedFor);
    const [start, access] = await Promise.all([look(false), org.secretAccess()]);
    if (access !== true) return { start, seen: null, borrows: true, whyByDeploy: null };
    return byDeploy(start, 'Salesforce refuses staged pairs although secret access over REST is on');
  }
}

/** A person has to do something about these in the org, and an attacker does not wait for it. */
const staysInTheWay: ReadonlySet<string> = new Set(['PermissionMissing', 'IdentityVerificationNeeded', 'OrgRefused']);

const askedFor = 'a deploy was asked for';

function byDeploy(start: Observation, whyByDeploy: string): Pairs {
  return { start, seen: start, borrows: false, whyByDeploy };
}

/** A token of the pair as it is now, which in the end tells whether such tokens died with it. */
async function hold(org: SalesforceOrg, store: SecretStore, watched: WatchedApp, signal: AbortSignal) {
  const pair = await store.get(watched.orgId, watched.consumerKey);
  return pair && org.tokens.hold(pair, signal);
}

/** Something lay in the slot: it is looked at again before anything is deleted. In ms. */
const lookHoldsMs = 2_000;

/** What was seen while planning serves the first step as well: a slot that is taken after all is met by the org's refusal. */
function stillGood({ seen }: Ahead, now: number): Observation | null {
  return seen !== null && (seen.slot === null || now - seen.at < lookHoldsMs) ? seen : null;
}

async function seenOrNot<Value>(asked: Promise<Value>, what: string, unseen: string[]): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    unseen.push(what);
    return null;
  }
}

/** Whoever is in the middle of a step is waited for: a daemon leaves within moments. @throws AnotherAtWork */
async function acquire({ state, clock, signal, tell }: OperatePorts, watched: WatchedApp): Promise<Lease> {
  const until = clock.now() + leaseWaitMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await state.leases.acquire(rotationLease(watched), appInOrg(watched));
    } catch (error) {
      if (!isKeyturnError(error) || error.code !== 'AnotherAtWork' || clock.now() >= until) throw error;
      if (isFirst) tell({ kind: 'waiting', why: error.message, until });
      await clock.sleep(leasePollMs, signal);
    }
  }
}
