import { withConsumerLease } from '../acts/consumer-lease.ts';
import type { Plan } from '../model/operation-plan.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { foresee } from '../operate/foresee.ts';
import { operate } from '../operate/operate.ts';
import type { AppRequest, OperatePorts } from '../operate/operate-request.ts';
import type { Clock, SalesforceOrg } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import type { RunEnd } from '../rotation/run.ts';
import { type DrillStep, slotWords } from '../words/drill.ts';

/** The result of a drill in a real org: it goes up to the point of no return and estimates the rest. */
export interface DrillEnd {
  /** The run that discarded the staged credentials. */
  readonly end: RunEnd;
  readonly measured: readonly { readonly step: DrillStep; readonly ms: number }[];
  /** Estimated time from the confirmation until the leaked credentials are refused, without deliveries. In ms. */
  readonly estimateMs: number;
}

type Timed = 'look' | 'stage' | 'token' | 'delete';

/** The calls of an emergency. A drill can't make all of them, so each has a similar call that is timed instead. */
const calls: readonly (readonly [step: DrillStep, like: Timed])[] = [
  ['stage', 'stage'],
  ['prove', 'token'],
  ['rotate', 'delete'],
  ['look', 'look'],
  ['delete', 'delete'],
  ['prove-refused', 'token'],
];

/**
 * Stages credentials, saves, verifies and discards them. Nothing is delivered, and the current credentials stay unchanged.
 * @throws DrillSlotTaken, and what staging and discarding throw
 */
export async function drill(ports: OperatePorts, request: AppRequest): Promise<DrillEnd> {
  const times = new Map<Timed, number[]>();
  const timed = { ...ports, openOrg: async (name: string) => timedOrg(await ports.openOrg(name), ports.clock, times) };
  const usual = { graceDays: null, deliveries: null, noConsumers: false };
  const consent = { confirmed: true, otherFlows: true, borrow: true };
  await operate(timed, { ...request, ...usual, kind: 'stage' }, async (plan) => {
    checkFree(plan);
    return consent;
  });
  const end = await operate(timed, { ...request, ...usual, kind: 'discard', onlyOurs: true }, async () => consent);
  const mean = (what: Timed) => {
    const all = times.get(what) ?? [];
    return all.length === 0 ? 0 : all.reduce((sum, ms) => sum + ms, 0) / all.length;
  };
  const measured = calls.map(([step, like]) => ({ step, ms: Math.round(mean(like)) }));
  const estimateMs = measured.reduce((sum, { ms }) => sum + ms, 0);
  await rememberDrill(ports, end.watched, estimateMs);
  return { end, measured, estimateMs };
}

/** What a drill would do, found by reading only. @throws DrillSlotTaken and what `foresee` throws */
export async function foreseeDrill(ports: OperatePorts, request: AppRequest) {
  const usual = { graceDays: null, deliveries: null, noConsumers: false };
  const found = await foresee(ports, { ...request, ...usual, kind: 'stage' });
  checkFree(found.plan);
  return found;
}

/** A drill needs an empty slot: credentials in it may already be delivered. */
function checkFree({ watched, slot, goesOn }: Plan): void {
  const key = slot?.consumerKey ?? goesOn?.stays ?? null;
  if (slot === null && key === null) return;
  throw reason('DrillSlotTaken', { app: watched.app, found: slotWords(key) });
}

/** Saves the result for the break-glass card. */
export function rememberDrill(
  { state, clock }: Pick<OperatePorts, 'state' | 'clock'>,
  given: WatchedApp,
  estimateMs: number,
): Promise<void> {
  return withConsumerLease(state, given, async () => {
    const watched = await state.apps.find(given.orgId, given.app, given.consumerId);
    if (watched) await state.apps.save({ ...watched, lastDrill: { at: clock.now(), estimateMs } });
  });
}

function timedOrg(org: SalesforceOrg, clock: Clock, times: Map<Timed, number[]>): SalesforceOrg {
  const timing = async <Value>(what: Timed, work: Promise<Value>): Promise<Value> => {
    const began = clock.now();
    const value = await work;
    times.set(what, [...(times.get(what) ?? []), clock.now() - began]);
    return value;
  };
  const { apps, tokens } = org;
  return {
    ...org,
    apps: {
      ...apps,
      staged: (appId, consumerId) => timing('look', apps.staged(appId, consumerId)),
      stage: (appId, consumerId) => timing('stage', apps.stage(appId, consumerId)),
      deleteStaged: (appId, consumerId, stagedId) => timing('delete', apps.deleteStaged(appId, consumerId, stagedId)),
    },
    tokens: {
      ...tokens,
      clientCredentials: (pair, options) => timing('token', tokens.clientCredentials(pair, options)),
    },
  };
}
