import { observeConsumer } from '../acts/observe.ts';
import { tryLeaked } from '../incident/leaked-use.ts';
import { findOtherUse } from '../incident/other-use.ts';
import { holderIn } from '../machine/start.ts';
import { takesUp } from '../machine/start-emergency.ts';
import type { EmergencyPlan } from '../model/emergency-plan.ts';
import type { Observation } from '../model/observation.ts';
import { nameOfTarget, type Rotation } from '../model/rotation.ts';
import { whyNoStaging } from '../operate/operate.ts';
import type { OperatePorts } from '../operate/operate-request.ts';
import type { SalesforceOrg, SecretStore } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import type { Prepared } from '../rotation/run.ts';
import type { EmergencyRequest } from './emergency-request.ts';
import { justReplaced } from './just-replaced.ts';

export interface Looking {
  readonly ports: OperatePorts;
  readonly org: SalesforceOrg;
  readonly store: SecretStore;
  readonly request: EmergencyRequest;
  readonly open: Rotation | null;
  /** The newest run, finished or not. */
  readonly last: Rotation | null;
  /** Why the store can't be opened, where everything is stopped all the same; else null. */
  readonly closed: KeyturnError | null;
}

/** What is known before anybody confirms, and what the first calls need. */
export interface Ahead extends Pick<Pairs, 'start' | 'seen'> {
  readonly plan: EmergencyPlan;
  readonly personId: string;
  readonly prepared: Prepared;
}

/** Reads alone, side by side. */
export async function lookAhead(looking: Looking): Promise<Ahead> {
  const { ports, org, store, request, open, last, closed } = looking;
  const { watched, containBy } = request;
  const { executionUser } = watched;
  const { clock, signal } = ports;
  const unseen: string[] = closed ? [`the secret store: ${closed.message}`] : [];
  const isByFlow = containBy === 'flow' || containBy === 'flow-or-freeze';
  const [facts, look, otherUse, sameUser, deploys, policy, freeze, { token, use }] = await Promise.all([
    org.facts(),
    lookAtPairs(looking),
    findOtherUse(org, watched, clock.now()),
    executionUser
      ? seenOrNot(org.users.appsRunningAs(executionUser.username), 'which other apps run as its user', unseen)
      : null,
    seenOrNot(org.metadata.recentDeploys(), 'deploys under way', unseen),
    isByFlow ? seenOrNot(org.metadata.appPolicy(watched.app), 'the policies of the app', unseen) : null,
    containBy === 'freeze' && executionUser
      ? seenOrNot(org.users.freezeState(executionUser.id), 'whether its user is frozen', unseen)
      : null,
    closed ? { token: null, use: null } : tryLeaked(org, store, watched, signal),
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
    replacedAt: goesOn ? null : justReplaced(last, look.start.primaryKey, clock.now()),
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
    leakedUse: goesOn ? null : use,
    otherUse,
    sameUser: sameUser?.filter((name) => name !== watched.app) ?? null,
    borrows,
    deployAhead: deploys?.find(({ status, checkOnly }) => !checkOnly && isRunning(status))?.id ?? null,
    wayBack: null,
    changedOutside: goesOn === null && look.start.primaryKey !== watched.consumerKey ? look.start.primaryKey : null,
    whyReportElsewhere: null,
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

/** Stopping everything needs neither the slot nor a secret: what is in the way of a new pair shows after it. */
async function lookAtPairs(looking: Looking): Promise<Pairs> {
  try {
    return await pairsOf(looking);
  } catch (error) {
    const { ports, request } = looking;
    if (!isKeyturnError(error) || request.containBy === null || error.code === 'AppUnknown') throw error;
    const { consumerKey } = request.watched;
    const start = { at: ports.clock.now(), primaryKey: consumerKey, slot: null, stored: new Set<string>() };
    return { start, seen: null, borrows: false, whyByDeploy: null };
  }
}

async function pairsOf({ ports, org, store, request, open }: Looking): Promise<Pairs> {
  const { watched } = request;
  const keys = [watched.consumerKey, open?.stays ?? null, open?.ends ?? null];
  const look = (hasSlot: boolean) => observeConsumer({ org, store, clock: ports.clock }, watched, keys, { hasSlot });
  const noStaging = whyNoStaging(org);
  if (noStaging !== null) return byDeploy(await look(false), noStaging);
  try {
    const start = await look(true);
    // A deploy would leave alone what lies in the slot.
    if (request.byDeploy && start.slot === null) return byDeploy(start, askedFor);
    return { start, seen: start, borrows: false, whyByDeploy: null };
  } catch (error) {
    if (!isKeyturnError(error) || error.code !== 'SecretAccessDisabled') throw error;
    if (request.byDeploy) return byDeploy(await look(false), askedFor);
    const [start, access] = await Promise.all([look(false), org.secretAccess()]);
    if (access !== true) return { start, seen: null, borrows: true, whyByDeploy: null };
    return byDeploy(start, 'Salesforce refuses staged pairs although secret access over REST is on');
  }
}

const askedFor = 'a deploy was asked for';

function byDeploy(start: Observation, whyByDeploy: string): Pairs {
  return { start, seen: start, borrows: false, whyByDeploy };
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
