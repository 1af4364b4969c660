import { type AppStatus, type WatchState, watchStates } from '../model/app-status.ts';
import { graceEndsAt, type Rotation } from '../model/rotation.ts';
import { dueAtOf, type WatchedApp } from '../model/watched-app.ts';
import { day } from '../plain/time.ts';
import { attentionWords, emergencyAttention } from '../words/attention.ts';
import { leftOut } from '../words/left-out.ts';

/** How an app stands now. Where nobody knows when its secret was issued, it counts from the day it was adopted. */
export function statusOf(watched: WatchedApp, rotation: Rotation | null, now: number): AppStatus {
  const { issuedAt } = watched;
  const dueAt = dueAtOf(watched);
  const ageDays = issuedAt === null ? null : Math.max(0, Math.floor((now - issuedAt) / day));
  const facts = { watched, open: rotation?.finishedAt === null ? rotation : null, dueAt, now };
  const state = stateOf(facts);
  const isGraceOver = graceIsOver(facts);
  return { watched, rotation, ageDays, dueAt, state, isGraceOver, attention: attentionOf(facts, state) };
}

/** From when on the app needs a person if nothing happens to it: at once, or when its secret is due or its grace is over. Epoch ms. */
export function attentionFrom(watched: WatchedApp, rotation: Rotation | null): number {
  const { lastProof, lastCheck } = watched;
  const isStopped = rotation?.finishedAt === null && (rotation.stop !== null || rotation.emergency !== null);
  const isNow = isStopped || lastProof?.answer === 'refused' || (lastCheck?.drift ?? []).length > 0;
  if (isNow) return 0;
  const open = rotation?.finishedAt === null && rotation.endedAt === null ? rotation : null;
  const graceEnd = (open && graceEndsAt(open)) ?? Number.POSITIVE_INFINITY;
  return Math.min(dueAtOf(watched), graceEnd);
}

/** Those that need a person first. */
export function byUrgency(one: AppStatus, other: AppStatus): number {
  const weight = ({ state }: AppStatus) => watchStates.indexOf(state);
  return weight(one) - weight(other) || one.dueAt - other.dueAt || one.watched.app.localeCompare(other.watched.app);
}

/** Whether `--exit-code` tells of it. */
export function needsAttention({ state, isGraceOver }: AppStatus): boolean {
  return isGraceOver || ['due', 'overdue', 'blocked', 'drifted', 'unknown'].includes(state);
}

interface Facts {
  readonly watched: WatchedApp;
  /** The run that isn't finished, or null. */
  readonly open: Rotation | null;
  readonly dueAt: number;
  readonly now: number;
}

function stateOf({ watched, open, dueAt, now }: Facts): WatchState {
  const { policy, lastProof, lastCheck } = watched;
  // A secret that was replaced already is not due any more, though the old one lives on for a while.
  if (now >= dueAt + day) return 'overdue';
  if (now >= dueAt) return 'due';
  if (lastProof?.answer === 'refused' || open?.stop || open?.emergency) return 'blocked';
  if (lastCheck && lastCheck.drift.length > 0) return 'drifted';
  if (lastProof === null) return 'unknown';
  if (open?.rotatedAt != null) return 'grace';
  if (open?.savedAt != null) return 'staged';
  const window = Math.max(0, ...policy.remindDays) * day;
  return now >= dueAt - window ? 'due-soon' : 'fine';
}

function graceIsOver({ open, now }: Pick<Facts, 'open' | 'now'>): boolean {
  if (open?.emergency) return false;
  const until = open && graceEndsAt(open);
  return until !== null && now >= until && open?.endedAt === null;
}

function attentionOf({ watched, open, now }: Facts, state: WatchState): string | null {
  const { store, lastProof, issuedAt, lastCheck } = watched;
  const [drift] = lastCheck?.drift ?? [];
  if (open?.emergency) return emergencyAttention(open);
  if (state === 'overdue' || state === 'due') return attentionWords.due;
  if (lastProof?.answer === 'refused') return attentionWords.refused(lastProof.detail);
  if (open && waitsForHandOver(open)) return attentionWords.handOver(open);
  if (open?.stop) return attentionWords.stopped(open);
  if (drift) return drift.sentence;
  if (graceIsOver({ open, now })) return attentionWords.graceOver(watched);
  if (open?.retry && open.rotatedAt === null) return attentionWords.interrupted(open);
  if (lastProof === null) return attentionWords.neverProved;
  if (store === null) return attentionWords.notStored;
  return issuedAt === null ? attentionWords.ageUnknown : null;
}

/** A run that waits for consumers alone. */
function waitsForHandOver(open: Rotation): boolean {
  const code = open.stop?.code ?? null;
  const hasFailed = open.deliveries.some(({ status }) => status === 'failed');
  const isWaiting = code === null ? hasFailed && open.retry !== null : waitsForConsumers.has(code);
  return isWaiting && leftOut(open).length > 0;
}

const waitsForConsumers: ReadonlySet<string> = new Set(['HandOverPending', 'DeliveryFailed']);
