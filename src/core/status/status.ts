import { graceEndsAt } from '../machine/policies.ts';
import { isContained, phaseOf, type Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { leftOut, leftOutWords } from './left-out-words.ts';

export type WatchState =
  | 'fine'
  | 'due-soon'
  | 'due'
  | 'overdue'
  | 'staged'
  | 'grace'
  | 'blocked'
  | 'drifted'
  | 'unknown';

/** One row of `keyturn status`. Instants are epoch ms. */
export interface AppStatus {
  readonly watched: WatchedApp;
  /** The newest run of its consumer; null when there never was one. */
  readonly rotation: Rotation | null;
  readonly ageDays: number | null;
  readonly dueAt: number;
  readonly state: WatchState;
  /** The former pair lives on though its grace period is over. */
  readonly isGraceOver: boolean;
  /** What a person should know or do, in words; null when nothing. */
  readonly attention: string | null;
}

const day = 86_400_000;

/** How an app stands now. Where nobody knows when its secret was issued, it counts from the day it was adopted. */
export function statusOf(watched: WatchedApp, rotation: Rotation | null, now: number): AppStatus {
  const { issuedAt, adoptedAt, policy } = watched;
  const dueAt = (issuedAt ?? adoptedAt) + policy.maxAgeDays * day;
  const ageDays = issuedAt === null ? null : Math.max(0, Math.floor((now - issuedAt) / day));
  const facts = { watched, open: rotation?.finishedAt === null ? rotation : null, dueAt, now };
  const state = stateOf(facts);
  const isGraceOver = graceIsOver(facts);
  return { watched, rotation, ageDays, dueAt, state, isGraceOver, attention: attentionOf(facts, state) };
}

/** From when on the app needs a person if nothing happens to it: at once, or when its secret is due or its grace is over. Epoch ms. */
export function attentionFrom(
  { issuedAt, adoptedAt, policy, lastProof, lastCheck }: WatchedApp,
  rotation: Rotation | null,
): number {
  const isStopped = rotation?.finishedAt === null && (rotation.stop !== null || rotation.emergency !== null);
  const isNow = isStopped || lastProof?.answer === 'refused' || (lastCheck?.drift ?? []).length > 0;
  if (isNow) return 0;
  const open = rotation?.finishedAt === null && rotation.endedAt === null ? rotation : null;
  const graceEnd = (open && graceEndsAt(open)) ?? Number.POSITIVE_INFINITY;
  return Math.min((issuedAt ?? adoptedAt) + policy.maxAgeDays * day, graceEnd);
}

/** Those that need a person first. */
export function byUrgency(one: AppStatus, other: AppStatus): number {
  const weight = ({ state }: AppStatus) => order.indexOf(state);
  return weight(one) - weight(other) || one.dueAt - other.dueAt || one.watched.app.localeCompare(other.watched.app);
}

/** Whether `--exit-code` tells of it. */
export function needsAttention({ state, isGraceOver }: AppStatus): boolean {
  return isGraceOver || ['due', 'overdue', 'blocked', 'drifted', 'unknown'].includes(state);
}

const order: readonly WatchState[] = [
  'overdue',
  'due',
  'blocked',
  'drifted',
  'unknown',
  'due-soon',
  'staged',
  'grace',
  'fine',
];

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
  if (open?.emergency) return emergencySentence(open);
  if (state === 'overdue' || state === 'due') return 'the secret has reached its maximum age';
  if (lastProof?.answer === 'refused') return `the last proof was refused: ${lastProof.detail}`;
  const handOver = open && handOverSentence(open);
  if (handOver) return handOver;
  if (open?.stop) return stopSentence(open);
  if (drift) return drift.sentence;
  if (graceIsOver({ open, now })) {
    return `the grace of the former pair is over, and it was not deleted: \`keyturn resume ${watched.app}\``;
  }
  if (open?.retry && open.rotatedAt === null) return `its ${open.kind} is interrupted (${phaseOf(open)})`;
  if (lastProof === null) return 'the pair was never proved from here';
  if (store === null) return 'the pair is not in the secret store of this computer';
  return issuedAt === null ? 'nobody told when the secret was issued; it counts from its adoption' : null;
}

/** Its leaked pair may be dead already: then those who have not got the new one have no access. */
export function emergencySentence(open: Rotation): string {
  const isLeftOut = open.endedAt !== null && leftOut(open).length > 0;
  const handOver = isLeftOut ? `no access until they are given the new pair: ${leftOutWords(open)}` : null;
  if (open.emergency?.report != null && handOver) return handOver;
  const why = open.stop ? ` (${open.stop.code})` : '';
  // Begun once more it would take the new pair for the leaked one.
  const goOn = `its emergency is not done${why}${stoppedWords(open)}: \`keyturn resume ${open.app}\` goes on`;
  return handOver ? `${goOn}; ${handOver}` : goOn;
}

/** Nobody gets a token for as long as it isn't done. */
function stoppedWords(open: Rotation): string {
  const containment = open.emergency?.containment ?? null;
  if (containment === null || !isContained(open)) return '';
  return containment.by === 'flow'
    ? ', and the flow is off until then'
    : ', and the execution user is frozen until then';
}

/** A run that waits for consumers alone. */
function handOverSentence(open: Rotation): string | null {
  const code = open.stop?.code ?? null;
  const hasFailed = open.deliveries.some(({ status }) => status === 'failed');
  const isWaiting = code === null ? hasFailed && open.retry !== null : waitsForConsumers.has(code);
  if (!isWaiting || leftOut(open).length === 0) return null;
  return `it waits until they are given the new pair: ${leftOutWords(open)}`;
}

const waitsForConsumers: ReadonlySet<string> = new Set(['HandOverPending', 'DeliveryFailed']);

function stopSentence(open: Rotation): string {
  return `its ${open.kind} waits for a person (${open.stop?.code}, ${phaseOf(open)})`;
}
