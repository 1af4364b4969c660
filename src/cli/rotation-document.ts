import { mayDelete } from '../core/machine/may-delete.ts';
import { failedTest } from '../core/model/consumer.ts';
import {
  type DeliveryState,
  deliveredWord,
  endsNothing,
  hasPair,
  nameOf,
  phaseOf,
  type Rotation,
} from '../core/model/rotation.ts';
import { leftToPeople, removedNames } from '../core/model/rotation-deliveries.ts';
import { targetText } from '../core/model/target.ts';
import type { LastCheck, WatchedApp } from '../core/model/watched-app.ts';
import { linesOf, nameList, plainText, sentenceText, shortKey } from '../core/plain/text.ts';
import { isoInstant, isoInstantOrNull } from '../core/plain/time.ts';
import type { SecretStore, State } from '../core/ports/ports.ts';
import type { RunEnd } from '../core/rotation/run.ts';
import { fingerprintsOf, type KnownPair, knownPairs } from '../core/status/known-pairs.ts';
import { firstSeen, seenWords } from '../core/words/drift.ts';
import { nextStepWords } from '../core/words/next-step.ts';
import { confirmedWords, keyOutcomes, outcomeWords } from '../core/words/outcomes.ts';
import { consumersDocument } from './consumer-document.ts';

/** `result` of every command that runs a rotation. */
export async function rotationDocument(
  { rotation, watched }: Pick<RunEnd, 'rotation' | 'watched'>,
  state: State,
  store: Pick<SecretStore, 'get'>,
) {
  const get = (key: string) => store.get(watched.orgId, key);
  const fingerprints = await fingerprintsOf(state, get, [watched.consumerKey, rotation.stays, rotation.ends]);
  const { primary, staged, previous } = knownPairs(watched, rotation, fingerprints);
  return {
    org: watched.org,
    app: watched.app,
    rotation: runDocument(rotation),
    primary: pairDocument(primary),
    staged: staged && pairDocument(staged),
    previous: previous && pairDocument(previous),
    deliveries: rotation.deliveries.map(deliveryDocument),
    consumers: consumersDocument(watched, rotation),
    removedConsumers: removedNames(rotation),
    proofs: rotation.proofs.map(({ consumerKey, answer, at }) => ({ consumerKey, answer, at: isoInstant(at) })),
    nextStep: nextStepWords(rotation, mayDelete(rotation, watched.policy.automation)),
  };
}

/** A run as such. */
export function runDocument(rotation: Rotation) {
  const { id, kind, startedAt, finishedAt, why } = rotation;
  return {
    id,
    kind,
    phase: phaseOf(rotation),
    startedAt: isoInstant(startedAt),
    finishedAt: isoInstantOrNull(finishedAt),
    ticket: why?.ticket ?? null,
    reason: why?.reason ?? null,
  };
}

/** The same fields when there is no run. */
export const noRotation = {
  rotation: null,
  primary: null,
  staged: null,
  previous: null,
  deliveries: [],
  consumers: [],
  removedConsumers: [],
  proofs: [],
  nextStep: null,
};

/** Credentials with their instants as text. */
export function pairDocument<Known extends Pick<KnownPair, 'createdAt' | 'expiresAt'>>(pair: Known) {
  return { ...pair, createdAt: isoInstantOrNull(pair.createdAt), expiresAt: isoInstantOrNull(pair.expiresAt) };
}

export function deliveryDocument({ target, status, at }: DeliveryState) {
  return { target: targetText(target), status, at: isoInstantOrNull(at) };
}

type Seen = Pick<LastCheck, 'at' | 'drift'>;

/** What was changed outside keyturn. @param looked when the command began that looked at the org, in epoch ms; null if it didn't */
export function driftDocument(lastCheck: Seen | null, looked: number | null) {
  if (lastCheck === null) return [];
  return lastCheck.drift.map((one) => ({
    kind: one.kind,
    since: isoInstant(one.since),
    sentence: seenWords(one, lastCheck, looked),
    cure: one.cure,
  }));
}

/** The same for people. */
export function driftLines(lastCheck: Seen | null, looked: number | null): readonly string[] {
  if (lastCheck === null) return [];
  return lastCheck.drift.flatMap((one) => [
    `▲ ${plainText(seenWords(one, lastCheck, looked), 440)} ${firstSeen(one.since)}`,
    `  • ${sentenceText(one.cure)}`,
  ]);
}

/** What happened and what comes next. */
export function rotationSummary({ rotation, watched }: RunEnd): readonly string[] {
  const name = `${plainText(watched.label || watched.app)} in ${plainText(watched.orgName)}`;
  const next = nextStepWords(rotation, mayDelete(rotation, watched.policy.automation));
  return linesOf(`✔ ${headline(rotation, name)}`, keyLines(rotation), next && `  ${next}`);
}

function headline(rotation: Rotation, name: string): string {
  const { kind, refusedAt, deleteIntendedAt } = rotation;
  const isDeleted = deleteIntendedAt !== null;
  const phase = phaseOf(rotation);
  if (kind === 'emergency' && refusedAt !== null && phase !== 'done') {
    return outcomeWords.leakReplaced(name);
  }
  if (kind === 'back' && phase === 'done') return outcomeWords.switchedBack(name);
  if (kind === 'back' && phase === 'grace') {
    return outcomeWords.switchedBackInGrace(name);
  }
  if (endsNothing(rotation)) {
    return outcomeWords.deliveredAgain(name, nameList(rotation.deliveries.map((one) => plainText(nameOf(one)))));
  }
  if (phase === 'done') {
    const { retired, previousGone, rotated } = outcomeWords;
    return kind === 'retire' ? (isDeleted ? retired(name) : previousGone(name)) : rotated(name);
  }
  if (phase === 'discarded') return isDeleted ? outcomeWords.discarded(name) : outcomeWords.stagedGone(name);
  if (phase === 'grace') {
    const { promoted, promotedByOthers } = outcomeWords;
    return rotation.rotateIntendedAt === null ? promotedByOthers(name) : promoted(name);
  }
  return outcomeWords.staged(name);
}

function keyLines(rotation: RunEnd['rotation']): readonly string[] {
  const { kind, stays, ends, rotatedAt, refusedAt } = rotation;
  const isKept = stays !== null && kind !== 'retire' && kind !== 'discard';
  return linesOf(
    isKept && `  ${keyOutcomes[rotatedAt === null ? 'staged' : 'current'](shortKey(stays))}`,
    refusedAt !== null && !endsNothing(rotation) && `  ${keyOutcomes.refused(shortKey(ends))}`,
  );
}

/** Confirms a consumer, and says what comes next. */
export function handOverSummary(watched: WatchedApp, consumer: string, rotation: Rotation) {
  const { app, label } = watched;
  const which = deliveredWord(rotation);
  const next = nextAfterConfirmed(watched, rotation, which);
  return {
    next,
    lines: [`✔ ${confirmedWords.has(plainText(consumer), which, plainText(label || app))}`, `  ${next}`],
  };
}

function nextAfterConfirmed(watched: WatchedApp, rotation: Rotation, which: 'new' | 'current'): string {
  const { app, deliveries, removed = [] } = rotation;
  const namesOf = (some: readonly DeliveryState[]) => some.map((one) => plainText(nameOf(one)));
  const people = leftToPeople(rotation);
  if (people.length > 0) return confirmedWords.others(namesOf(people));
  if (deliveries.some(({ status }) => status === 'failed')) return confirmedWords.retry(app);
  const left = deliveries.filter((one) => !hasPair(one));
  if (left.length > 0) return confirmedWords.pending(namesOf(left), app);
  const gone = removed.filter((one) => !hasPair(one));
  if (gone.length > 0) return confirmedWords.removed(namesOf(gone), which, app);
  const lost = watched.consumers.filter((one) => failedTest(one, rotation, watched) !== null);
  const names = lost.map(({ name }) => plainText(name));
  return names.length > 0 ? confirmedWords.lost(names, app) : confirmedWords.everyone(which, app);
}
