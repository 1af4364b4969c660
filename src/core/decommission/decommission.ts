import { mustBeConfirmed } from '../acts/confirmed-state.ts';
import { withConsumerLease } from '../acts/consumer-lease.ts';
import { withEndTruth } from '../acts/end-truth.ts';
import { explaining } from '../acts/explaining.ts';
import { notingGone } from '../acts/noted-gone.ts';
import { mustBeAtHome } from '../acts/org-address.ts';
import { returnBorrowedSecretAccess } from '../acts/secret-access.ts';
import { underWay } from '../machine/start.ts';
import { canReturn, type Decommission, frozenByEnd, stillThere } from '../model/decommission.ts';
import type { DecommissionConsent, DecommissionPlan, ReturnPlan } from '../model/decommission-plan.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { withWhy } from '../model/why.ts';
import { checkSameOrg, closeOpenSaves } from '../operate/operate.ts';
import type { AppRequest } from '../operate/operate-request.ts';
import { stillWatched } from '../operate/still-watched.ts';
import { withWayBack } from '../operate/way-back.ts';
import type { Lease, LiveToken, SalesforceOrg, SecretStore } from '../ports/ports.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { decommissionWords } from '../words/decommission.ts';
import { usesOf } from '../words/decommission-plan.ts';
import { ofEndingApp } from '../words/end-truth.ts';
import { lookAhead } from './look-ahead.ts';
import type { DecommissionEnd, DecommissionPorts, DecommissionRequest, Ending } from './ports.ts';
import { closeOpenIntents, note, record } from './record.ts';
import { finish, takeSteps } from './run.ts';
import { turnOn, unsee } from './steps.ts';

/** Shows the plan and returns the consent, or throws. */
export type AgreeToEnd = (plan: DecommissionPlan) => Promise<DecommissionConsent>;

/**
 * Ends an app: plans, asks for consent, then turns off all access, verifies that, and removes what keyturn has. Continues an
 * earlier end, together with what this command asks for.
 * @throws RotationUnderWay, StillInUse, OtherFlowsInUse, ConfirmationMissing and the reasons of the steps
 */
export function decommission(
  ports: DecommissionPorts,
  request: DecommissionRequest,
  agree: AgreeToEnd,
): Promise<DecommissionEnd> {
  return underLease(ports, request.watched, async (lease, watched) => {
    const newest = await newestRun(ports, watched);
    if (request.reportTo !== null) {
      await ports.incidents.inspectReport(watched.decommission?.id ?? '', request.reportTo);
    }
    const { org, store } = await opened(ports, watched, request.orgName);
    const { plan, token } = await lookAhead({ ports, org, store, watched, request: merged(request, watched), newest });
    checkConsent(plan, await agree(plan));
    const start = withWhy(startOf(plan, ports.clock.now()), request.why);
    return run(ports, { org, store, lease, token, watched, patienceMs: request.patienceMs }, start);
  });
}

/** The plan that `decommission` would ask to agree to. Only reads: it takes no lease, asks for no token and records nothing. */
export function foreseeDecommission(ports: DecommissionPorts, request: DecommissionRequest): Promise<DecommissionPlan> {
  return withEndTruth(ports.state, request.watched, async () => {
    const watched = await stillWatched(ports.state, request.watched);
    const newest = await newestRun(ports, watched);
    const org = await ports.openOrg(request.orgName);
    checkSameOrg(org, watched);
    mustBeAtHome(org, watched);
    const store = await storeOf(ports, watched);
    const looking = { ports, org, store, watched, request: merged(request, watched), newest, isDry: true };
    return (await lookAhead(looking)).plan;
  });
}

/** @throws RotationUnderWay if it isn't finished */
async function newestRun({ state }: Pick<DecommissionPorts, 'state'>, watched: WatchedApp) {
  const newest = await state.rotations.latest(watched.orgId, watched.consumerId);
  if (newest && newest.finishedAt === null) underWay(newest, { watched });
  return newest;
}

/** Continues with the consent given at the start. Null if the app has no unfinished end. */
export function resumeDecommission(
  ports: DecommissionPorts,
  { watched: given, orgName, patienceMs, why }: AppRequest,
): Promise<DecommissionEnd | null> {
  return underLease(ports, given, async (lease, watched) => {
    const { decommission: open } = watched;
    if (!open) return null;
    const { org, store } = await opened(ports, watched, orgName);
    return run(ports, { org, store, lease, token: null, watched, patienceMs }, withWhy(open, why));
  });
}

/**
 * Puts the app back as it was, as long as the secret store has its credentials.
 * @throws NothingToReturn, DecommissionFinal
 */
export function returnApp(
  given: DecommissionPorts,
  { watched: named, orgName, patienceMs }: AppRequest,
): Promise<DecommissionEnd> {
  return underLease(given, named, async (lease, watched) => {
    const { decommission: _open, ...before } = watched;
    const open = returnable(watched);
    const { org, store } = await opened(given, watched, orgName);
    const ports = { ...given, state: explaining(given.state, open.why) };
    const ending: Ending = { ports, org, store, lease, patienceMs, token: null, watched, run: open };
    await closeOpenIntents(ending, `decommission ${watched.app} --back`);
    await unsee(ending);
    await turnOn(ending, 'freeze');
    await turnOn(ending, 'flow');
    await Promise.all([note(ending, 'finish-decommission', { outcome: 'back' }), ports.state.apps.save(before)]);
    return { watched: before, run: ending.run, outcome: 'back' };
  });
}

/**
 * What `returnApp` would undo. Only reads the state.
 * @throws NothingToReturn, DecommissionFinal
 */
export async function foreseeReturn(
  { state }: Pick<DecommissionPorts, 'state'>,
  { watched: named }: Pick<AppRequest, 'watched'>,
): Promise<ReturnPlan> {
  const watched = await stillWatched(state, named);
  return { watched, run: returnable(watched) };
}

function returnable(watched: WatchedApp): Decommission {
  const { app, decommission: open } = watched;
  if (!open) throw reason('NothingToReturn', { app });
  if (!canReturn(open)) throw reason('DecommissionFinal', { app, user: frozenByEnd(open, watched) });
  return open;
}

function underLease<Value>(
  { state }: Pick<DecommissionPorts, 'state'>,
  given: WatchedApp,
  work: (lease: Lease, watched: WatchedApp) => Promise<Value>,
): Promise<Value> {
  return withConsumerLease(state, given, async (lease) => {
    return work(lease, await stillWatched(state, given));
  });
}

/** keyturn's own sign-in must not end with the app. @throws SelfRotationNoWayBack */
async function opened(ports: DecommissionPorts, watched: WatchedApp, orgName: string) {
  const { state, clock } = ports;
  mustBeConfirmed(state);
  const first = await ports.openOrg(orgName);
  checkSameOrg(first, watched);
  mustBeAtHome(first, watched);
  const { org } = await withWayBack(ports, first, watched);
  await returnBorrowedSecretAccess({ org, state, clock });
  return { org: notingGone(org, ports, watched), store: await storeOf(ports, watched) };
}

/** null if keyturn never had the credentials. */
async function storeOf({ openStore }: Pick<DecommissionPorts, 'openStore'>, { store }: WatchedApp) {
  return store ? openStore(store.kind) : null;
}

/** What was asked for earlier holds. */
function merged(request: DecommissionRequest, { decommission: open }: WatchedApp): DecommissionRequest {
  if (!open) return request;
  return {
    ...request,
    freezesUser: request.freezesUser || open.freezesUser,
    cleansFiles: request.cleansFiles || open.cleansFiles,
    keepsCredentials: request.keepsCredentials || open.keepsCredentials,
    gone: [...new Set([...open.gone, ...request.gone])],
    reportTo: request.reportTo ?? open.reportTo,
  };
}

/** @throws StillInUse, OtherFlowsInUse, ConfirmationMissing */
function checkConsent(plan: DecommissionPlan, consent: DecommissionConsent): void {
  const { app } = plan.watched;
  const { flows, unseen } = plan.use.otherUse;
  if (plan.goesOn === null) {
    const uses = usesOf(plan);
    if (uses.length > 0 && !consent.stillUsed) {
      const left = leftOf(plan);
      // A command that is pasted must name all of them.
      throw reason('StillInUse', { app, uses, names: left.length > 0 ? [...plan.wishes.gone, ...left] : [] });
    }
    if (flows.length + unseen.length > 0 && !consent.otherFlows) {
      throw reason('OtherFlowsInUse', { app, flows, unseen });
    }
  }
  if (consent.confirmed) return;
  throw reason('ConfirmationMissing', { what: decommissionWords.ends(app), flag: `\`--confirm ${app}\`` });
}

function leftOf({ watched, wishes }: DecommissionPlan): readonly string[] {
  return stillThere({ consumers: watched.consumers.map(({ name }) => name), gone: wishes.gone });
}

function startOf(plan: DecommissionPlan, now: number): Decommission {
  const { goesOn, wishes, watched, slot } = plan;
  const { freezesUser, cleansFiles, keepsCredentials, gone, reportTo } = wishes;
  const asked = { freezesUser, cleansFiles, keepsCredentials, gone, reportTo };
  // What the slot has now was in the plan that was confirmed.
  if (goesOn) return { ...goesOn, ...asked, slot: slot ?? goesOn.slot };
  return {
    ...asked,
    id: crypto.randomUUID(),
    startedAt: now,
    use: plan.use,
    consumers: watched.consumers.map(({ name }) => name),
    consumerKey: plan.primaryKey,
    slot,
    worked: plan.worked,
    flow: null,
    freeze: null,
    refused: {},
    untested: null,
    sessions: null,
    slotEmptyAt: null,
    files: null,
    forgotten: [],
    forgottenAt: null,
    report: null,
  };
}

interface Begun extends Pick<Ending, 'org' | 'store' | 'lease' | 'watched' | 'patienceMs'> {
  readonly org: SalesforceOrg;
  readonly store: SecretStore | null;
  readonly token: LiveToken | null;
}

async function run(given: DecommissionPorts, begun: Begun, start: Decommission): Promise<DecommissionEnd> {
  const ports = { ...given, state: explaining(given.state, start.why) };
  const ending: Ending = { ...begun, ports, run: start };
  const { freezesUser, cleansFiles, keepsCredentials, consumerKey, slot } = start;
  const detail = { consumerKey, slot: slot?.consumerKey ?? null, freezesUser, cleansFiles, keepsCredentials };
  const isNew = begun.watched.decommission === undefined;
  await Promise.all([record(ending, {}), isNew ? note(ending, 'begin-decommission', detail) : null]);
  await closeOpenIntents(ending, `resume ${begun.watched.app}`);
  await closeOpenSaves(ports, begun.watched);
  try {
    await takeSteps(ending);
    return await finish(ending);
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    // The change that it waited for wasn't answered, either.
    const isInterrupted = ports.signal.aborted && error.exitCode === 75;
    const told = isInterrupted
      ? reason('Interrupted', { doing: error.message, command: null }, { cause: error })
      : error;
    throw ofEndingApp(told, ending.run, ending.hasSeenOff);
  }
}
