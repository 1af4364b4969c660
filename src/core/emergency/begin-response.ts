import { unlessTaken } from '../acts/consumer-lease.ts';
import { explaining } from '../acts/explaining.ts';
import { mustNotBeEnding } from '../acts/not-ending.ts';
import { mostLookMs, usesOfOthers } from '../acts/one-file-each.ts';
import { unusableOf } from '../acts/target-tests.ts';
import { startEmergency } from '../machine/start-emergency.ts';
import { withEarlier, withRecord } from '../model/containment-record.ts';
import type { EmergencyPlan } from '../model/emergency-plan.ts';
import type { EmergencyWishes } from '../model/emergency-run.ts';
import type { Rotation } from '../model/rotation.ts';
import { withWhy } from '../model/why.ts';
import { type Beforehand, beforehand } from '../operate/foresee.ts';
import { checkSameOrg, keepConsumers, noteBegin, settleEarlierRun } from '../operate/operate.ts';
import type { OperatePorts } from '../operate/operate-request.ts';
import { stillWatched } from '../operate/still-watched.ts';
import { withWayBack } from '../operate/way-back.ts';
import type { Lease } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { runRotation } from '../rotation/rotate.ts';
import type { RunEnd } from '../rotation/run.ts';
import { openFor } from './closed-store.ts';
import type { EmergencyRequest } from './emergency-request.ts';
import { holdConfirmed, holdForPlan, overtakenBy } from './hold-app.ts';
import { refuseAnother } from './just-replaced.ts';
import { OfRun, truthfully } from './leak-truth.ts';
import { lookAhead } from './look-ahead.ts';
import {
  beginWatching,
  earlierRecord,
  isLeftToDo,
  keepingRecord,
  newIdOf,
  ofRecord,
  type Spared,
  sparing,
  unrecorded,
  wished,
} from './spare-containment.ts';
import { stillGood } from './still-good.ts';

/** The planned emergency of one app. This process holds its lease until `run` or `leave`, unless others work on the app now. */
export interface Response {
  readonly plan: EmergencyPlan;
  /** @param confirmedAt when the name was typed; epoch ms */
  run(confirmedAt: number): Promise<RunEnd>;
  leave(): Promise<void>;
}

/**
 * Reads everything that a person must know before confirming, and what the first calls need. Changes nothing in the org.
 * @throws AnotherAtWork, JustReplaced, SelfRotationNoWayBack, UsageInvalid and the reasons of an org
 */
export async function beginResponse(given: OperatePorts, request: EmergencyRequest): Promise<Response> {
  const spared = sparing(given, request);
  return truthfully(spared.ports, request, async () => {
    const lease = await holdForPlan(spared.holding, request);
    try {
      return await begin(spared, request, lease);
    } catch (error) {
      await lease?.release();
      throw error;
    }
  });
}

/** The plan of an emergency, made by reading only. Takes no lease, and restores nothing. @throws what `beginResponse` throws */
export async function foreseeResponse(
  ports: OperatePorts,
  request: EmergencyRequest,
): Promise<{ readonly plan: EmergencyPlan; readonly before: Beforehand }> {
  return truthfully(ports, request, async () => {
    const [{ plan }, before, takesOverFrom] = await Promise.all([
      prepare(ports, request, withWayBack),
      beforehand(ports.state, request.watched),
      overtakenBy(ports.state, request),
    ]);
    return { plan: { ...plan, ...unrecorded(plan, ports.state.writeProblem()), takesOverFrom }, before };
  });
}

/** @param settle finds the sign-in that survives the emergency; may also settle what an earlier run left */
async function prepare(ports: OperatePorts, request: EmergencyRequest, settle: typeof settleEarlierRun) {
  const earlier = await earlierRecord(ports, request);
  const given = wished(request, earlier);
  const { state, clock } = ports;
  const { orgId, app, consumerId } = given.watched;
  const [first, open, last, lastChange, watched] = await Promise.all([
    ports.openOrg(given.orgName),
    state.rotations.open(orgId, consumerId),
    state.rotations.latest(orgId, consumerId),
    state.rotations.latestChange(orgId, consumerId),
    given.isUnwatched ? given.watched : stillWatched(state, given.watched),
  ]);
  mustNotBeEnding(watched);
  checkSameOrg(first, watched);
  const added = given.deliveries ?? [];
  // Consumers that are already known delay nothing.
  const uses = added.length > 0 ? await usesOfOthers(state, watched) : [];
  const unusable = await unusableOf(ports.deliveries, added, {
    app,
    consumers: [],
    uses,
    patience: clock.deadline(mostLookMs),
  });
  if (unusable) throw unusable;
  const { reportTo, whyNot } = await reportPlace(ports, given, open);
  const { store, closed } = await openFor(ports, { ...given, watched }, open);
  const { org, wayBack } = await settle(ports, first, watched);
  const facts = await lookAhead({
    ports,
    org,
    store,
    request: { ...given, watched },
    earlier,
    open,
    last,
    lastChange,
    closed,
  });
  const { replacedAt } = facts.plan;
  const mayReplaceAnew = given.mayReplaceAnew || (await isLeftToDo(state, given.record ?? earlier));
  if (lastChange && replacedAt !== null && !mayReplaceAnew)
    refuseAnother(lastChange, replacedAt, clock.now(), given.replacesAnew);
  const plan: EmergencyPlan = {
    ...facts.plan,
    wayBack,
    whyReportElsewhere: whyNot,
    ...ofRecord(given.record),
    ...(earlier?.wasSo === false ? { leakedUse: null, earlierAt: earlier.confirmedAt } : {}),
  };
  // What keyturn itself has blocked says nothing about the leak, and the report is written from this plan.
  const prepared = { ...facts.prepared, plan };
  return { plan, facts: { ...facts, prepared }, open, watched, org, store, closed, reportTo, wayBack, earlier };
}

async function begin(spared: Spared, given: EmergencyRequest, planned: Lease | null): Promise<Response> {
  const { ports, holding, spare } = spared;
  const fault = spare?.fault() ?? null;
  // What an earlier run left is settled by one that can record it.
  const settle = planned === null || fault ? withWayBack : settleEarlierRun;
  const [prepared, takesOverFrom] = await Promise.all([
    prepare(ports, given, settle),
    planned === null ? overtakenBy(ports.state, given) : null,
  ]);
  const confirmed = async (confirmedAt: number) => {
    ports.state.installation.goOn();
    const { lease, from } = await holdConfirmed(holding, given, planned);
    try {
      return await holding.state.leases.guarding(
        () => [lease],
        async () => {
          const agreed = { given, confirmedAt, lease };
          if (from === 'others') return respondInstead(ports, prepared, agreed);
          // The emergency that was waited for has usually done everything, and its new credentials must stay.
          const known = from === 'plan' ? prepared : await prepare(ports, given, settleEarlierRun);
          return respond(ports, known, agreed);
        },
      );
    } catch (error) {
      if (!(error instanceof OfRun)) throw await unlessTaken(lease, error);
      throw new OfRun(undefined, { cause: await unlessTaken(lease, error.cause) });
    } finally {
      await lease.release();
    }
  };
  return {
    plan: { ...prepared.plan, ...unrecorded(prepared.plan, fault), takesOverFrom },
    leave: async () => planned?.release(),
    run: (confirmedAt) =>
      keepingRecord(spared, { watched: given.watched, closed: prepared.closed }, () =>
        truthfully(ports, given, () => confirmed(confirmedAt)),
      ),
  };
}

type PreparedResponse = Awaited<ReturnType<typeof prepare>>;

interface Confirmed {
  readonly given: EmergencyRequest;
  readonly confirmedAt: number;
  readonly lease: Lease;
}

/**
 * The response when others worked on the app until now. What they did since the plan is in their records, and what their last
 * request does shows after the containment. If they promoted credentials meanwhile, those are the ones to replace.
 */
async function respondInstead(ports: OperatePorts, planned: PreparedResponse, confirmed: Confirmed): Promise<RunEnd> {
  const { state } = ports;
  const { orgId, consumerId } = planned.watched;
  const [open, watched] = await Promise.all([
    state.rotations.open(orgId, consumerId),
    confirmed.given.isUnwatched ? planned.watched : stillWatched(state, planned.watched),
  ]);
  mustNotBeEnding(watched);
  try {
    return await respond(ports, { ...planned, open, watched, facts: { ...planned.facts, seen: null } }, confirmed);
  } catch (error) {
    const cause = error instanceof OfRun ? error.cause : error;
    if (!isKeyturnError(cause) || cause.code !== 'PrimaryChangedOutside') throw error;
    return respond(ports, await prepare(ports, confirmed.given, settleEarlierRun), confirmed);
  }
}

async function respond(
  ports: OperatePorts,
  { facts, open, watched, org, store, reportTo, wayBack, earlier }: PreparedResponse,
  { given, confirmedAt, lease }: Confirmed,
): Promise<RunEnd> {
  const { state, clock } = ports;
  const wishes: EmergencyWishes = {
    confirmedAt,
    leakedSince: given.leakedSince,
    containBy: given.containBy,
    replaceBy: facts.plan.replaceBy,
    keepsSessions: given.keepsSessions,
    ...agreedSlot(facts.plan),
    reportTo,
    certificate: given.certificate,
    ...(given.knownAddresses ? { knownAddresses: given.knownAddresses } : {}),
  };
  const { rotation: started, replaced } = startEmergency(
    wishes,
    {
      watched,
      open,
      seen: facts.start,
      personId: facts.personId,
      now: clock.now(),
      newId: await newIdOf(state, given),
    },
    given.deliveries,
  );
  const rotation = withWhy(withEarlier(withRecord(started, given.record), earlier), given.why);
  const inner = { ...ports, org, store, state: explaining(state, rotation.why) };
  if (given.isUnwatched) await beginWatching(inner.state, watched);
  const kept = await keepConsumers({ ports: inner }, watched, rotation);
  await state.rotations.save(...(replaced ? [replaced] : []), rotation);
  if (rotation.id !== open?.id) await noteBegin({ ports: inner }, rotation);
  const seen = stillGood(facts, clock.now());
  const options = { patienceMs: given.patienceMs, isSelf: wayBack !== null, prepared: facts.prepared };
  const run = runRotation(inner, { rotation, watched: kept, lease, seen }, options);
  return run.catch((error: unknown) => {
    throw new OfRun(undefined, { cause: error });
  });
}

/** Only what the plan has named may be deleted from the slot, whatever it holds by then. */
function agreedSlot({ slot }: EmergencyPlan): Pick<EmergencyWishes, 'freesStranger' | 'freesOnly'> {
  if (slot?.isUnread) return { freesStranger: true };
  if (slot === null) return { freesStranger: false };
  // Also what a run of ours has just staged: the emergency replaces that run, and doesn't know then that it was ours.
  return { freesStranger: true, ...(slot.consumerKey === null ? {} : { freesOnly: slot.consumerKey }) };
}

/** If the requested path can't be written, the report goes to the usual folder. */
async function reportPlace(
  { incidents }: OperatePorts,
  { reportTo }: EmergencyRequest,
  open: Rotation | null,
): Promise<{ readonly reportTo: string | null; readonly whyNot: string | null }> {
  if (reportTo === null) return { reportTo, whyNot: null };
  try {
    await incidents.inspectReport(open?.id ?? '', reportTo);
    return { reportTo, whyNot: null };
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return { reportTo: null, whyNot: error.message };
  }
}
