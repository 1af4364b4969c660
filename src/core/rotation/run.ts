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
  /** Contacts of consumers from the settings, by name or target. */
  readonly contacts?: Readonly<Record<string, string>>;
  /** Another host that asks for tokens; null to ask from this one. */
  readonly prover: Prover | null;
  readonly signal: AbortSignal;
  readonly tell: (news: RotationNews) => void;
  /** Defaults to the usual rules. */
  readonly rules?: Rules;
  /** Returns a number from 0 to 1, for the jitter of retries. */
  readonly chance: () => number;
}

/** Facts read during the plan of an emergency, so that it loses no time once it is confirmed. */
export interface Prepared {
  readonly policy: AppPolicyRecord | null;
  readonly freeze: FreezeState | null;
  /** A token of the leaked credentials. In the end it shows whether earlier tokens still work. */
  readonly token: LiveToken | null;
  /** The findings of the plan, for the report. */
  readonly plan: Incident['plan'];
}

export interface RunOptions {
  /** How long to wait for a verdict before a later run takes over. In ms. */
  readonly patienceMs: number;
  /** keyturn itself signs in through this app. */
  readonly isSelf: boolean;
  /** The attempt was started automatically, not by a person. */
  readonly isUnattended?: boolean;
  readonly prepared?: Prepared | null;
}

export interface RunEnd {
  readonly rotation: Rotation;
  readonly watched: WatchedApp;
  readonly seen: Observation | null;
  /** When there is something to do again; null when the run is finished or waits for a person. */
  readonly restsUntil: number | null;
}

/** State of this attempt only. A later one starts without it. */
interface Attempt {
  /** How often REST access to secrets was off. From the first time on, the run turns it on temporarily. */
  timesOff: number;
  /** Whether something in the org may have changed. */
  hasTouched: boolean;
  /** The current credentials got a token in this attempt. */
  isPrimaryProved: boolean;
  /** The org was asked to promote the new credentials, and no answer or look has shown since whether it did. */
  isPromotionOpen: boolean;
  /** The number of lost answers in a row. */
  silences: number;
  /** How long the attempt waited after lost answers in a row, or behind a deploy of others. In ms. */
  waitedMs: number;
  /** What earlier attempts left open was waited for. */
  areIntentsClosed: boolean;
  /** The org refused the last change. A second refusal in a row ends the attempt. */
  isRefused: boolean;
  /** An earlier containment was checked in this attempt: others may have undone it. */
  isContainmentSeen: boolean;
  /** Others have restored access. It is blocked again once a look shows that they haven't replaced the credentials, too. */
  isContainmentUndone: boolean;
  /** Until when a request of a killed attempt may still turn access off. Epoch ms. */
  containsUntil: number;
  /** The answer to our own `stage` had no secret. */
  isSecretHidden: boolean;
  /** After a deploy, Salesforce refused the staging slot although it showed a secret at the same time. */
  isSlotRefused: boolean;
  /** After a deploy, the staging slot was seen to be empty, or the run continues without it. */
  isSlotSettled: boolean;
  /** The files that got credentials were read again while the run waits. */
  areFilesRead: boolean;
  /** A file had lost what was delivered to it. */
  wasOverwritten: boolean;
}

export function newAttempt(): Attempt {
  return {
    timesOff: 0,
    hasTouched: false,
    isPrimaryProved: false,
    isPromotionOpen: false,
    silences: 0,
    waitedMs: 0,
    areIntentsClosed: false,
    isRefused: false,
    isContainmentSeen: false,
    isContainmentUndone: false,
    containsUntil: 0,
    isSecretHidden: false,
    isSlotRefused: false,
    isSlotSettled: false,
    areFilesRead: false,
    wasOverwritten: false,
  };
}

/** One attempt of a run in progress. */
export interface Run extends RunOptions {
  readonly prepared: Prepared | null;
  readonly ports: RotationPorts;
  readonly lease: Lease;
  rotation: Rotation;
  watched: WatchedApp;
  /** The last look, if nothing was changed or waited for since; null when the next decision needs a new one. */
  seen: Observation | null;
  readonly attempt: Attempt;
}

/** Adds an event to the record of the run. Durable when it resolves. */
export async function record(run: Run, event: RotationEvent): Promise<void> {
  run.attempt.hasTouched ||= event.type.endsWith('-intended');
  run.attempt.isPrimaryProved ||= event.type === 'primary-accepted';
  run.rotation = evolve(run.rotation, event);
  await run.ports.state.rotations.save(run.rotation);
}

export function actOf({ rotation, ports }: Run, action: JournalAction, detail: JournalEntry['detail']) {
  const { orgId, app, id } = rotation;
  return { action, orgId, org: ports.org.name, app, detail: { ...detail, rotation: id } };
}

/** A change outside our own state, with the journal around it. */
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

/** @throws TakenOver at once, and not after the wait: another process may have made what this one waits for */
export async function pause(run: Run, wait: Wait, ms: number): Promise<void> {
  const { clock, tell, signal } = run.ports;
  await run.lease.heartbeat();
  tell({ ...wait, kind: 'waiting', until: clock.now() + ms });
  run.seen = null;
  await clock.sleep(ms, signal).catch((cause: unknown) => {
    throw interrupted(run, waitingForSalesforce, cause);
  });
}

/** Whether a request or a wait ended because of the run's own signal. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** @param doing what was interrupted; null between two steps */
export function interrupted({ rotation }: Run, doing: string | null, cause?: unknown): KeyturnError {
  return reason('Interrupted', { doing, command: goingOn(rotation) }, { cause });
}

/** A request that was interrupted doesn't know which run it belongs to. */
export function withCommand(run: Run, error: KeyturnError): KeyturnError {
  return error.continuing({ safe: error.safe, actions: interrupted(run, null).actions });
}

export async function pairOf({ ports, rotation }: Run, consumerKey: string): Promise<Pair> {
  const pair = await ports.store.get(rotation.orgId, consumerKey);
  if (pair) return pair;
  throw reason('PairNotStored', { app: rotation.app, slot: consumerKey === rotation.ends ? 'previous' : 'new' });
}

/** Waits for all, even if one fails: none may continue unobserved. */
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
