import { type FileUse, lookingOnce, mostLookMs, sharedFile, usesOfOthers } from '../acts/one-file-each.ts';
import { nameIn } from '../model/consumer.ts';
import { type DeliveryState, deliveredWord, stayingKey } from '../model/rotation.ts';
import { isManual, isSameTarget, longestProblem, type Target, targetText } from '../model/target.ts';
import { plainText } from '../plain/text.ts';
import type { HandOver } from '../ports/ports.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { delivering } from '../words/waiting.ts';
import { actOf, allOf, interrupted, note, pairOf, type Run, record, tokenUrlOf } from './run.ts';

/** A slow delivery must not delay an emergency. Those that take longer are stopped and repeated at the end. In ms. */
const mostWaitMs = 20_000;

/** @throws DeliveryFailed; in an emergency only after the report */
export async function deliver(run: Run, targets: readonly Target[]): Promise<void> {
  const { kind, emergency } = run.rotation;
  const isHurried = kind === 'emergency' && emergency?.report === null;
  if (!isHurried) return handOverTo(run, targets, run.ports.signal);
  try {
    await handOverTo(run, targets, AbortSignal.any([run.ports.signal, run.ports.clock.deadline(mostWaitMs)]));
  } catch (error) {
    if (!isKeyturnError(error) || error.code !== 'DeliveryFailed') throw error;
    run.ports.tell({ kind: 'warning', warning: 'handed-over-later', problem: error.message });
  }
}

async function handOverTo(run: Run, targets: readonly Target[], signal: AbortSignal): Promise<void> {
  const { org, tell } = run.ports;
  const { rotation } = run;
  const pair = await pairOf(run, stayingKey(rotation));
  const { kind, rotatedAt } = rotation;
  const handOver: HandOver = {
    event: kind === 'back' || kind === 'discard' ? 'rotated-back' : rotatedAt !== null ? 'rotated' : 'staged',
    org: org.name,
    app: rotation.app,
    pair,
    previousConsumerKey: rotation.ends,
    tokenUrl: tokenUrlOf(org),
  };
  tell({ kind: 'doing', act: 'deliver', pair: deliveredWord(rotation) === 'current' ? 'primary pair' : 'new pair' });
  const uses = await otherUses(run, targets);
  const { clock, deliveries } = run.ports;
  const isShared = lookForShared(lookingOnce(deliveries), uses, clock.deadline(mostLookMs));
  const problems = await allOf(targets.map((target) => deliverTo(run, target, { handOver, isShared, signal })));
  run.seen = null;
  const failures = problems.filter((problem) => problem !== null);
  if (failures.length > 0 && run.ports.signal.aborted) throw interrupted(run, delivering);
  if (failures.length > 0) {
    const names = targets
      .filter((_, index) => problems[index] !== null)
      .map((target) => nameIn(run.watched.consumers, target));
    throw reason('DeliveryFailed', {
      app: rotation.app,
      failures,
      names,
      isPrimary: rotatedAt !== null || kind === 'discard',
    });
  }
  const told = targets.filter((target) => !isByPerson(run, target)).map(targetText);
  if (told.length > 0) tell({ kind: 'done', act: 'deliver', detail: told.join(', ') });
}

/** An emergency delivers, too, while the records of other apps can't be read. */
async function otherUses({ ports, rotation }: Run, targets: readonly Target[]): Promise<readonly FileUse[]> {
  if (!targets.some(({ kind }) => kind === 'file')) return [];
  return usesOfOthers(ports.state, rotation).catch((error: unknown) => {
    if (rotation.emergency === null || !isKeyturnError(error)) throw error;
    return [];
  });
}

/** A link may have led to the file of another app's consumer only since the target was tested. */
function lookForShared(looking: Parameters<typeof sharedFile>[0], uses: readonly FileUse[], patience: AbortSignal) {
  return (target: Target) => sharedFile(looking, target, uses, patience);
}

interface Delivery {
  readonly handOver: HandOver;
  readonly isShared: (target: Target) => Promise<string | null>;
  readonly signal: AbortSignal;
}

async function deliverTo(run: Run, target: Target, { handOver, isShared, signal }: Delivery): Promise<string | null> {
  const { deliveries, clock, state } = run.ports;
  const { consumer } = deliveryTo(run, target) ?? {};
  const named = consumer === undefined ? {} : { consumer };
  const about = { target: targetText(target), consumerKey: handOver.pair.consumerKey, ...named };
  if (isByPerson(run, target)) {
    const waiting = { type: 'delivery', target, status: 'waiting', at: clock.now(), problem: null } as const;
    await Promise.all([note(run, 'hand-over', { ...about, status: 'waiting' }), record(run, waiting)]);
    return null;
  }
  const act = { ...actOf(run, 'deliver', about), intent: crypto.randomUUID() };
  // A failure before this attempt no longer says which credentials the consumer has.
  const trying = { type: 'delivery', target, status: 'pending', at: clock.now(), problem: null } as const;
  const hasFailed = deliveryTo(run, target)?.status === 'failed';
  await Promise.all([state.journal.append({ ...act, event: 'intended' }), hasFailed && record(run, trying)]);
  const shared = await isShared(target);
  const outcome = shared ?? (await deliveries.deliver(target, handOver, signal));
  const came = outcome === null ? {} : { problem: plainText(outcome, longestProblem) };
  const [event, status] = outcome === null ? (['done', 'delivered'] as const) : (['failed', 'failed'] as const);
  // In one transaction: the audit trail and the run never disagree about a consumer.
  await Promise.all([
    state.journal.append({ ...act, event, detail: { ...act.detail, ...came } }),
    record(run, { type: 'delivery', target, status, at: clock.now(), problem: outcome }),
  ]);
  return outcome === null ? null : `${about.target}: ${plainText(outcome, longestProblem)}`;
}

/** Whether a person updates the consumer: always, or in this run. */
function isByPerson(run: Run, target: Target): boolean {
  return isManual(target) || deliveryTo(run, target)?.byHand === true;
}

function deliveryTo({ rotation }: Run, target: Target): DeliveryState | undefined {
  return rotation.deliveries.find((one) => isSameTarget(one.target, target));
}
