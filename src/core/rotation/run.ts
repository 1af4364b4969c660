import { journalled } from '../acts/journalled.ts';
import { noted } from '../acts/noted.ts';
import type { RotationEvent } from '../machine/events.ts';
import { evolve } from '../machine/evolve.ts';
import type { Rules } from '../machine/usual-rules.ts';
import type { Pair } from '../model/app.ts';
import type { Incident } from '../model/incident.ts';
import type { JournalAction, JournalEntry } from '../model/journal.ts';
import type { Observation } from '../model/observation.ts';
import { goingOn, type Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type {
  AppPolicyRecord,
  Clock,
  Deliveries,
  FreezeState,
  Incidents,
  Lease,
  LiveToken,
  Prover,
  SalesforceOrg,
  SecretStore,
  State,
} from '../ports/ports.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';
import type { RotationNews, TroubleNews } from '../words/news.ts';
import { waitingForSalesforce } from '../words/waiting.ts';

export interface RotationPorts {
  readonly org: SalesforceOrg;
  readonly state: State;
  readonly store: SecretStore;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  readonly incidents: Incidents;
  /** Another host that proves; null to prove from here. */
  readonly prover: Prover | null;
  readonly signal: AbortSignal;
  readonly tell: (news: RotationNews) => void;
  /** The usual ones when left out. */
  readonly rules?: Rules;
  /** A number from 0 to 1, for the jitter of retries. */
  readonly chance: () => number;
}

/** What was read ahead of an emergency, so that no call is lost to it once it is confirmed. */
export interface Prepared {
  readonly policy: AppPolicyRecord | null;
  readonly freeze: FreezeState | null;
  /** A token of the leaked pair, to see whether those that are out there still work in the end. */
  readonly token: LiveToken | null;
  /** What the plan found, for the report. */
  readonly plan: Incident['plan'];
}

export interface RunOptions {
  /** How long a proof is waited for before the work is left to a later run. In ms. */
  readonly patienceMs: number;
  /** keyturn signs in through this very app. */
  readonly isSelf: boolean;
  readonly prepared?: Prepared | null;
}

export interface RunEnd {
  readonly rotation: Rotation;
  readonly watched: WatchedApp;
  readonly seen: Observation | null;
  /** Until when nothing is left to do; null when it is finished, or waits for a person's command. */
  readonly restsUntil: number | null;
}

/** What this attempt alone knows; a later one begins without. */
interface Attempt {
  /** How often the org's setting for secrets over REST was found off: from the first time on it is borrowed. */
  timesOff: number;
  /** Something in the org may have been changed. */
  hasTouched: boolean;
  /** Answers in a row that stayed out. */
  silences: number;
  /** The org refused something since it last did what it was asked: a second time ends the run. */
  isRefused: boolean;
  /** What an attempt of before had turned off was looked at: others may have given it back. */
  isContainmentSeen: boolean;
  /** The answer to our own `stage` came without its secret. */
  isSecretHidden: boolean;
}

export function newAttempt(): Attempt {
  return {
    timesOff: 0,
    hasTouched: false,
    silences: 0,
    isRefused: false,
    isContainmentSeen: false,
    isSecretHidden: false,
  };
}

/** One attempt at a run while it goes on. */
export interface Run extends RunOptions {
  readonly prepared: Prepared | null;
  readonly ports: RotationPorts;
  readonly lease: Lease;
  rotation: Rotation;
  watched: WatchedApp;
  /** What was seen since the last change or wait; null when a decision about the org needs a new look. */
  seen: Observation | null;
  readonly attempt: Attempt;
}

/** What is written into the run's own record; durable when it resolves. */
export async function record(run: Run, event: RotationEvent): Promise<void> {
  run.attempt.hasTouched ||= event.type.endsWith('-intended');
  run.rotation = evolve(run.rotation, event);
  await run.ports.state.rotations.save(run.rotation);
}

export function actOf({ rotation, ports }: Run, action: JournalAction, detail: JournalEntry['detail']) {
  const { orgId, app, id } = rotation;
  return { action, orgId, org: ports.org.name, app, detail: { ...detail, rotation: id } };
}

/** A change outside of our own state, with the journal around it. */
export function journalledBy<Value>(
  run: Run,
  action: JournalAction,
  detail: JournalEntry['detail'],
  work: Parameters<typeof journalled<Value>>[2],
): Promise<Value> {
  return journalled(run.ports.state.journal, actOf(run, action, detail), work);
}

export async function note(run: Run, action: JournalAction, detail: JournalEntry['detail']): Promise<void> {
  await noted(run.ports.state.journal, actOf(run, action, {}), action, { ...detail, rotation: run.rotation.id });
}

export type Wait = Omit<Extract<TroubleNews, { kind: 'waiting' }>, 'kind' | 'until'>;

export async function pause(run: Run, wait: Wait, ms: number): Promise<void> {
  const { clock, tell, signal } = run.ports;
  tell({ ...wait, kind: 'waiting', until: clock.now() + ms });
  run.seen = null;
  await clock.sleep(ms, signal).catch((cause: unknown) => {
    throw interrupted(run, waitingForSalesforce, cause);
  });
}

/** @param doing null where it was doing nothing, after one step and before the next */
export function interrupted({ rotation }: Run, doing: string | null, cause?: unknown): KeyturnError {
  return reason('Interrupted', { doing, command: goingOn(rotation) }, { cause });
}

export async function pairOf({ ports, rotation }: Run, consumerKey: string): Promise<Pair> {
  const pair = await ports.store.get(rotation.orgId, consumerKey);
  if (pair) return pair;
  throw reason('PairNotStored', { app: rotation.app, slot: consumerKey === rotation.ends ? 'previous' : 'new' });
}

/** Waits for all of it: none may go on by itself when another one breaks. */
export async function allOf<Value>(work: readonly Promise<Value>[]): Promise<readonly Value[]> {
  const outcomes = await Promise.allSettled(work);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

export function tokenUrlOf({ instanceUrl }: SalesforceOrg): string {
  return `${instanceUrl}/services/oauth2/token`;
}
