import { whyNotRotated } from '../automation/work.ts';
import { asSeen } from '../machine/as-seen.ts';
import { mayDelete } from '../machine/may-delete.ts';
import { type AppStatus, type WatchState, watchStates } from '../model/app-status.ts';
import { type Consumer, consumerState, failedTest } from '../model/consumer.ts';
import type { KeptRecord } from '../model/containment-record.ts';
import { previousExpiredAt, stagedExpiredAt } from '../model/expired.ts';
import { endedBy, goneFinding } from '../model/gone.ts';
import { allLeftBehind, leftBehind } from '../model/left-behind.ts';
import { graceEndsAt, isContained, isMidway, type Rotation } from '../model/rotation.ts';
import { leftToPeople } from '../model/rotation-deliveries.ts';
import type { OtherFreeze } from '../model/shared-freeze.ts';
import { clockGapSeen, dueAtOf, hereAt, type WatchedApp } from '../model/watched-app.ts';
import { byName, linesOf } from '../plain/text.ts';
import { day, isoDay } from '../plain/time.ts';
import { attentionWords, emergencyAttention, keptAttention } from '../words/attention.ts';
import { seenWords } from '../words/drift.ts';
import { verificationPaused } from '../words/frozen-user.ts';
import { leftBehindWords } from '../words/left-behind.ts';
import { leftOut, toDeliver } from '../words/left-out.ts';
import { freezeWords } from '../words/shared-freeze.ts';

interface Around {
  readonly isAtWork?: boolean;
  readonly kept?: KeptRecord | null;
  readonly frozenFor?: OtherFreeze | null;
}

/**
 * The status of an app. With an unknown issue date, the due date counts from when keyturn started watching.
 * @param isAtWork a process works on the app's run now
 * @param kept the record of a containment that the state doesn't know of
 * @param frozenFor the emergency of another app that has frozen the same execution user
 */
export function statusOf(
  watched: WatchedApp,
  recorded: Rotation | null,
  now: number,
  { isAtWork = false, kept = null, frozenFor = null }: Around = {},
): AppStatus {
  const { issuedAt } = watched;
  const rotation = asSeen(watched, recorded);
  const dueAt = dueAtOf(watched);
  // By the org's clock, like the end of a grace period.
  const aheadMs = clockGapSeen(watched, now);
  const there = now + aheadMs;
  const ageDays = issuedAt === null ? null : Math.max(0, Math.floor((there - issuedAt) / day));
  const open = rotation?.finishedAt === null ? rotation : null;
  const isInterrupted =
    open !== null && open.emergency === null && isMidway(open) && !isAtWork && !goneFinding(watched);
  const isBehind = watched.consumers.some((consumer) => isWithout(consumer, rotation, watched));
  const facts = { watched, open, dueAt, now: there, isInterrupted, isBehind };
  const state = kept || frozenFor ? 'blocked' : stateOf(facts);
  const isGraceOver = graceIsOver(facts);
  const failing = failingOf(watched, rotation);
  const attention = kept ? keptAttention(kept) : attentionOf({ ...facts, failing, gap: aheadMs, frozenFor }, state);
  const isFailing = failing.length > 0 || hasFailing(watched, rotation);
  const isAccessBack = kept === null && accessIsBack(facts);
  return {
    watched,
    rotation,
    ageDays,
    dueAt,
    aheadMs,
    state,
    isGraceOver,
    isInterrupted,
    isFailing,
    isAccessBack,
    attention,
  };
}

/** When the app needs attention: 0 if it does already, else when its secret is due or its grace period ends, by this computer's clock. Epoch ms. */
export function attentionFrom(watched: WatchedApp, recorded: Rotation | null): number {
  const rotation = asSeen(watched, recorded);
  const { lastProof, lastCheck } = watched;
  const isStopped = rotation?.finishedAt === null && (rotation.stop !== null || rotation.emergency !== null);
  const isNow =
    watched.decommission !== undefined ||
    watched.verificationPausedAt !== undefined ||
    isStopped ||
    lastProof?.answer === 'refused' ||
    failingOf(watched, rotation).length > 0 ||
    hasFailing(watched, rotation) ||
    (lastCheck?.drift ?? []).length > 0;
  if (isNow) return 0;
  const open = rotation?.finishedAt === null && rotation.endedAt === null ? rotation : null;
  const graceEnd = (open && graceEndsAt(open)) ?? Number.POSITIVE_INFINITY;
  return hereAt(watched, Math.min(dueAtOf(watched), graceEnd));
}

/** Sorts the most urgent apps first. */
export function byUrgency(one: AppStatus, other: AppStatus): number {
  const weight = ({ state }: AppStatus) => watchStates.indexOf(state);
  return weight(one) - weight(other) || one.dueAt - other.dueAt || byName(one.watched.app, other.watched.app);
}

/** Whether `--exit-code` ends with 4 for this app. */
export function needsAttention({ state, isGraceOver, isInterrupted, isFailing, rotation }: AppStatus): boolean {
  // A run that is tried again goes on without a person.
  if (isInterrupted && rotation?.retry === null) return true;
  return isGraceOver || isFailing || ['due', 'overdue', 'blocked', 'drifted', 'unknown'].includes(state);
}

interface Facts {
  readonly watched: WatchedApp;
  /** The unfinished run, or null. */
  readonly open: Rotation | null;
  readonly dueAt: number;
  /** By the org's clock. */
  readonly now: number;
  readonly isInterrupted: boolean;
  /** A consumer may be without the current credentials. */
  readonly isBehind: boolean;
}

function stateOf({ watched, open, dueAt, now, isBehind }: Omit<Facts, 'isInterrupted'>): WatchState {
  const { policy, lastProof, lastCheck } = watched;
  if (watched.decommission) return 'blocked';
  if (endedBy(watched, open)) return 'drifted';
  // The due date is that of the current secret, also during a grace period.
  if (now >= dueAt + day) return 'overdue';
  if (now >= dueAt) return 'due';
  if (lastProof?.answer === 'refused' || open?.stop || open?.emergency) return 'blocked';
  if (lastCheck && lastCheck.drift.length > 0) return 'drifted';
  if (watched.verificationPausedAt !== undefined) return 'blocked';
  if (lastProof === null) return 'unknown';
  if (open?.rotatedAt != null) return 'grace';
  if (open?.savedAt != null || (open?.kind === 'discard' && open.endedAt === null)) return 'staged';
  if (open === null && isBehind) return 'blocked';
  const window = Math.max(0, ...policy.remindDays) * day;
  return now >= dueAt - window ? 'due-soon' : 'fine';
}

function graceIsOver({ watched, open, now }: Pick<Facts, 'watched' | 'open' | 'now'>): boolean {
  if (open?.emergency || goneFinding(watched)) return false;
  const until = open && graceEndsAt(open);
  return until !== null && now >= until && open?.endedAt === null;
}

/** The new credentials got a token after the containment was undone, and nothing else is known to stop the app. */
function accessIsBack({ watched, open }: Pick<Facts, 'watched' | 'open'>): boolean {
  if (open?.emergency == null || isContained(open) || open.primaryProvedAt === null) return false;
  const isSeenOff = watched.lastProof?.answer === 'refused' || (watched.lastCheck?.drift.length ?? 0) > 0;
  return open.endedAt !== null && !watched.decommission && !isSeenOff && leftOut(open).length > 0;
}

function isWithout(consumer: Consumer, rotation: Rotation | null, watched: WatchedApp): boolean {
  return leftBehind(consumer, rotation, watched) !== null || failedTest(consumer, rotation, watched)?.isLost === true;
}

/** The open run may try a failed delivery again, but somebody has to look at the target. */
function hasFailing(watched: WatchedApp, rotation: Rotation | null): boolean {
  return watched.consumers.some((one) => consumerState(one, rotation, watched).status === 'failing');
}

/** Consumers that a run left without the current credentials, or whose target failed its latest test, in words. */
function failingOf(watched: WatchedApp, rotation: Rotation | null): readonly string[] {
  const left = allLeftBehind(watched, rotation);
  const open = rotation?.finishedAt === null ? rotation : null;
  const others = watched.consumers.filter((one) => !left.some(({ consumer }) => consumer === one));
  const failing = others.flatMap((consumer) => {
    const test = failedTest(consumer, rotation, watched);
    if (!test) return [];
    if (!test.isLost) return [attentionWords.failing(watched, consumer, test)];
    const isOpen = rotation?.finishedAt === null;
    return [
      isOpen ? attentionWords.lost(watched, consumer, test, rotation) : attentionWords.behind(watched, consumer, test),
    ];
  });
  return linesOf(leftBehindWords(watched.app, left, open), failing);
}

function attentionOf(
  {
    watched,
    open,
    now,
    isInterrupted,
    failing,
    gap,
    frozenFor,
  }: Facts & { readonly failing: readonly string[]; readonly gap: number; readonly frozenFor: OtherFreeze | null },
  state: WatchState,
): string | null {
  const { store, lastProof, issuedAt, lastCheck } = watched;
  const [drift] = lastCheck?.drift ?? [];
  if (watched.decommission) return attentionWords.ending(watched);
  const gone = endedBy(watched, open);
  if (gone && lastCheck) return seenWords(gone, lastCheck, null);
  if (open?.emergency) return withFreeze(emergencyAttention(open, watched), open, frozenFor);
  if (frozenFor) return freezeWords.attention(frozenFor);
  // The open run can't continue.
  const changed = open && lastCheck?.drift.find(({ kind }) => kind === 'pair-changed-outside');
  if (changed && lastCheck) return seenWords(changed, lastCheck, null);
  if (lastProof?.answer === 'refused') return attentionWords.refused(lastProof.detail);
  const stagedOver = open && stagedExpiredAt(open, now);
  if (open && stagedOver !== null) return attentionWords.stagedExpired(open, stagedOver);
  const expiredAt = open && previousExpiredAt(open, now);
  const waiting = open && waitingWords(watched, open, expiredAt);
  if (waiting) return [waiting, ...failing].join('; ');
  if (drift && lastCheck) return seenWords(drift, lastCheck, null);
  const { verificationPausedAt: pausedAt } = watched;
  if (pausedAt !== undefined) return verificationPaused.attention(watched.app, isoDay(pausedAt));
  if (failing.length > 0) return failing.join('; ');
  if (gap !== 0) return attentionWords.clock(watched, gap);
  if (open && graceIsOver({ watched, open, now })) {
    if (expiredAt !== null) return attentionWords.expired(open, expiredAt);
    return mayDelete(open, watched.policy.automation) ? attentionWords.graceOver(watched) : attentionWords.kept(open);
  }
  if (open && isInterrupted && open.retry) return attentionWords.interrupted(open);
  // Last: Salesforce doesn't enforce the maximum age. The state shows that the secret is due in any case.
  if (state === 'overdue' || state === 'due') return attentionWords.due(watched, open, whyNotRotated(watched, open));
  if (open && isInterrupted) return attentionWords.interrupted(open);
  // Without the secret, there is nothing to verify.
  if (store === null) return attentionWords.notStored(watched);
  if (lastProof === null) return attentionWords.neverProved(watched);
  return issuedAt === null ? attentionWords.ageUnknown(watched) : null;
}

/** What the open run waits for; null if nothing is in its way. @param expiredAt when the previous credentials expired */
function waitingWords(watched: WatchedApp, open: Rotation, expiredAt: number | null): string | null {
  if (waitsForHandOver(open)) return attentionWords.handOver(open, watched.consumers);
  const code = open.stop?.code;
  if (code === 'GraceNotOver')
    return expiredAt === null ? attentionWords.kept(open) : attentionWords.expired(open, expiredAt);
  if (code === 'PromotionNotConfirmed') return attentionWords.unpromoted(open);
  if (code !== undefined) return attentionWords.stopped(open);
  if (open.retry === null && toDeliver(open).length > 0) return attentionWords.undelivered(open);
  return needsPeople(open) ? attentionWords.handOver(open, watched.consumers) : null;
}

/** Consumers that were added or moved after the promotion, and that keyturn doesn't deliver to. */
function needsPeople(open: Rotation): boolean {
  return open.primaryProvedAt !== null && open.endedAt === null && leftToPeople(open).length > 0;
}

/** The run waits only for consumers. */
function waitsForHandOver(open: Rotation): boolean {
  const code = open.stop?.code ?? null;
  const hasFailed = open.deliveries.some(({ status }) => status === 'failed');
  const isWaiting = code === null ? hasFailed && open.retry !== null : waitsForConsumers.has(code);
  return isWaiting && leftOut(open).length > 0;
}

const waitsForConsumers: ReadonlySet<string> = new Set(['HandOverPending', 'DeliveryFailed']);

/** The new credentials of the emergency get no token as long as another one keeps the user frozen. */
function withFreeze(
  attention: string,
  { emergency, primaryProvedAt }: Rotation,
  frozenFor: OtherFreeze | null,
): string {
  if (frozenFor === null || primaryProvedAt !== null || emergency?.containment?.leftTo) return attention;
  return `${attention}; ${freezeWords.attention(frozenFor)}`;
}
