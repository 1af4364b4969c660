import { keptContainments } from '../acts/kept-containments.ts';
import { noted } from '../acts/noted.ts';
import { watchDetail } from '../acts/noted-watch.ts';
import { freezesThatStay } from '../acts/shared-freeze.ts';
import { type SpareState, spareState } from '../acts/spare-state.ts';
import { type Rules, usualRules } from '../machine/usual-rules.ts';
import { type ContainmentRecord, isStale, type KeptRecord, recordOf } from '../model/containment-record.ts';
import type { EmergencyPlan } from '../model/emergency-plan.ts';
import { rotationLease } from '../model/rotation-lease.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { OperatePorts } from '../operate/operate-request.ts';
import { isSameId } from '../plain/ids.ts';
import { linesOf } from '../plain/text.ts';
import type { State } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { sameAgain } from '../reasons/reason.ts';
import { leakOpens } from '../reasons/setup-places.ts';
import { containmentRecordWords } from '../words/containment-record.ts';
import { stillOffWords } from '../words/still-off.ts';
import type { EmergencyRequest } from './emergency-request.ts';
import { obstacleOf } from './obstacles.ts';

/** Ports with which access can be blocked although the state can't be written; those of always for another emergency. */
export interface Spared {
  readonly ports: OperatePorts;
  /** The same, to hold the app: its lease is worth nothing where it can't be written. */
  readonly holding: OperatePorts;
  /** null if the emergency doesn't begin with a containment. */
  readonly spare: SpareState | null;
}

/** Blocking access needs no record beforehand. It goes on where none can be written, and nothing else does. */
export function sparing(ports: OperatePorts, { containBy, record, watched }: EmergencyRequest): Spared {
  if (containBy === null || record) return { ports, holding: ports, spare: null };
  const precedes = (lease: string) => lease === rotationLease(watched);
  const spare = spareState(ports.state, { clock: ports.clock, precedes });
  const inner = { ...ports, state: spare.state, rules: containingOnly(ports.rules ?? usualRules, spare) };
  return { ports: inner, holding: { ...inner, state: { ...spare.state, leases: spare.leases } }, spare };
}

/** Once access is blocked, every step needs a record again, because it can't be undone, or makes credentials. */
function containingOnly(rules: Rules, spare: SpareState): Rules {
  return {
    ...rules,
    decide: (...given) => {
      const next = rules.decide(...given);
      if (next.do === 'contain') return next;
      spare.harden();
      const error = spare.fault();
      return error ? { do: 'stop', error } : next;
    },
  };
}

/**
 * Keeps the record of a containment where it still can be written, and names it in the error that ends the run. The error is what is
 * wrong with the state, also if the secret store can't be used either.
 */
export async function keepingRecord<Value>(
  { ports, spare }: Spared,
  { watched, closed }: Contained,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const fault = spare?.fault() ?? null;
    if (fault === null || !isKeyturnError(error)) throw error;
    const isOfStore = error.code === closed?.code;
    const both = { safe: error.safe, actions: linesOf(fault.actions, error.actions) };
    throw await withKeptRecord(ports, { watched, closed }, isOfStore ? fault.continuing(both) : error);
  }
}

interface Contained {
  readonly watched: WatchedApp;
  /** Why the secret store can't be opened; null if it can. */
  readonly closed: KeyturnError | null;
}

async function withKeptRecord(
  { state, incidents }: OperatePorts,
  { watched, closed }: Contained,
  error: KeyturnError,
): Promise<KeyturnError> {
  const { orgId, consumerId, executionUser } = watched;
  const run = await state.rotations.open(orgId, consumerId);
  const record = run && recordOf(run);
  if (!record) return error;
  const { app, by } = record;
  const { path, text } = await incidents.keepRecord(run.id, { ...record, stoppedBy: error.code });
  const code = closed?.code ?? null;
  const kept =
    path === null ? containmentRecordWords.printed(app, text, code) : containmentRecordWords.kept(app, path, code);
  const open = by === 'flow' ? stillOffWords.turnOn(app) : stillOffWords.unfreeze(executionUser?.username ?? app);
  const others = by === 'freeze' ? await freezesThatStay(state, watched).catch(() => []) : [];
  // Without the record, `resume` would know nothing of the containment.
  const cures = error.actions.filter(
    (action) => action !== sameAgain && !/`keyturn (resume|emergency|unwatch)\b/.test(action),
  );
  return error.continuing({
    safe: error.safe,
    actions: linesOf(cures, kept, !record.wasSo && others.length === 0 && `${open} ${leakOpens}`),
  });
}

/** What the plan says if the state can't be written: that it stops, or only blocks access. */
export function unrecorded(
  { obstacles, containBy }: EmergencyPlan,
  fault: KeyturnError | null,
): Partial<EmergencyPlan> {
  if (fault === null) return {};
  const stopping = { obstacles: [...obstacles, obstacleOf(fault)] };
  return containBy === null ? stopping : { ...stopping, isUnrecorded: true };
}

/** The leak of an app that the state doesn't know: from now on, it does. */
export async function beginWatching({ apps, journal }: State, watched: WatchedApp): Promise<void> {
  await apps.save(watched);
  await noted(journal, watched, 'watch', watchDetail(null, watched));
}

/** A record asks for the containment that it is of. */
export function wished(request: EmergencyRequest, earlier: ContainmentRecord | null): EmergencyRequest {
  return { ...request, containBy: earlier?.by ?? request.containBy ?? request.record?.by ?? null };
}

/**
 * The record of an earlier containment of the app that the state doesn't know: a new one finds access off that keyturn turned off.
 * Null without one.
 */
export async function earlierRecord(ports: OperatePorts, request: EmergencyRequest): Promise<ContainmentRecord | null> {
  if (request.containBy === null || request.record) return null;
  return (await keptRecordOf(ports, request))?.record ?? null;
}

/** The record that keyturn keeps of a containment of the app, and that the state doesn't know; null without one. */
export async function keptRecordOf(
  { incidents, state }: Pick<OperatePorts, 'incidents' | 'state'>,
  { watched, isUnwatched }: Pick<EmergencyRequest, 'watched' | 'isUnwatched'>,
): Promise<KeptRecord | null> {
  const kept = await keptContainments(incidents, state);
  const isOfIt = ({ record: one }: KeptRecord) =>
    isSameId(one.orgId, watched.orgId) &&
    one.consumerId === watched.consumerId &&
    (isUnwatched || !isStale(one, watched));
  return kept.find(isOfIt) ?? null;
}

/** What the plan of an emergency that continues from a record says. Its leaked credentials get no token because of it. */
export function ofRecord(record: ContainmentRecord | null | undefined): Partial<EmergencyPlan> {
  return record ? { recordedAt: record.confirmedAt, leakedUse: null } : {};
}

/** A run that only its record knows keeps its id, so that the record is known from then on. */
export async function newIdOf({ rotations }: Pick<State, 'rotations'>, { record }: EmergencyRequest): Promise<string> {
  const recorded = record?.run?.id ?? null;
  const isFree = recorded !== null && (await rotations.find(recorded)) === null;
  return isFree ? recorded : crypto.randomUUID();
}

/** Whether a record asks for what its own run still has to do. A person agreed to that when access was blocked. */
export async function isLeftToDo(
  { rotations }: Pick<State, 'rotations'>,
  record: ContainmentRecord | null | undefined,
): Promise<boolean> {
  if (!record?.run) return false;
  const run = await rotations.find(record.run.id);
  return run === null || run.finishedAt === null;
}
