import type { WatchedApp } from './watched-app.ts';

export type WatchState = 'fine' | 'due-soon' | 'due' | 'overdue' | 'blocked' | 'unknown';

/** One row of `keyturn status`. Instants are epoch ms. */
export interface AppStatus {
  readonly watched: WatchedApp;
  readonly ageDays: number | null;
  readonly dueAt: number;
  readonly state: WatchState;
  /** What a person should know or do, in words; null when nothing. */
  readonly attention: string | null;
}

const day = 86_400_000;

/** How an app stands now. Where nobody knows when its secret was issued, it counts from the day it was adopted. */
export function statusOf(watched: WatchedApp, now: number): AppStatus {
  const { issuedAt, adoptedAt, policy } = watched;
  const dueAt = (issuedAt ?? adoptedAt) + policy.maxAgeDays * day;
  const ageDays = issuedAt === null ? null : Math.max(0, Math.floor((now - issuedAt) / day));
  const state = stateOf(watched, dueAt, now);
  return { watched, ageDays, dueAt, state, attention: attentionOf(watched, state) };
}

/** Those that need a person first. */
export function byUrgency(one: AppStatus, other: AppStatus): number {
  const weight = ({ state }: AppStatus) => order.indexOf(state);
  return weight(one) - weight(other) || one.dueAt - other.dueAt || one.watched.app.localeCompare(other.watched.app);
}

/** Whether `--exit-code` tells of it. */
export function needsAttention({ state }: AppStatus): boolean {
  return state !== 'fine' && state !== 'due-soon';
}

const order: readonly WatchState[] = ['overdue', 'due', 'blocked', 'unknown', 'due-soon', 'fine'];

function stateOf({ policy, lastProof }: WatchedApp, dueAt: number, now: number): WatchState {
  if (now >= dueAt + day) return 'overdue';
  if (now >= dueAt) return 'due';
  if (lastProof?.answer === 'refused') return 'blocked';
  if (lastProof === null) return 'unknown';
  const window = Math.max(0, ...policy.remindDays) * day;
  return now >= dueAt - window ? 'due-soon' : 'fine';
}

function attentionOf({ store, lastProof, issuedAt }: WatchedApp, state: WatchState): string | null {
  if (state === 'overdue' || state === 'due') return 'the secret has reached its maximum age';
  if (lastProof?.answer === 'refused') return `the last proof was refused: ${lastProof.detail}`;
  if (lastProof === null) return 'the pair was never proved from here';
  if (store === null) return 'the pair is not in the secret store of this computer';
  return issuedAt === null ? 'nobody told when the secret was issued; it counts from its adoption' : null;
}
