import type { AppStatus } from '../../core/model/app-status.ts';
import type { JournalLine } from '../../core/model/journal.ts';
import type { Plan } from '../../core/model/operation-plan.ts';
import type { AskedPassphrase } from '../../core/status/desk.ts';
import type { DaemonSight } from '../../core/status/read-daemon.ts';
import type { Leave } from '../kit/leave.ts';
import type { Progress } from '../kit/progress.ts';
import { emptyList, type WatchList } from './watch-list.ts';

/** What an action that is under way asks. What is typed never comes here. */
export type Asked =
  | { readonly kind: 'plan' | 'other-flows' | 'name'; readonly plan: Plan }
  | { readonly kind: 'passphrase'; readonly of: AskedPassphrase };

/** `number` tells two askings of the same question apart. */
export type Asking = Asked & { readonly number: number };
export type PlanAsking = Extract<Asking, { plan: Plan }>;
export type PassphraseAsking = Extract<Asking, { kind: 'passphrase' }>;

/** How an action ended. */
export type RunEnding =
  | { readonly kind: 'done'; readonly lines: readonly string[] }
  /** A KeyturnError, but for defects. */
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'declined' };

/** One action from its key to its end, in readings of the stopwatch. */
export interface RunView extends Progress {
  readonly title: string;
  readonly since: number;
  readonly asking: Asking | null;
  /** The plan was agreed to: from then on the org may be changing. */
  readonly isAgreed: boolean;
  readonly ending: RunEnding | null;
}

/** Something to choose before an action begins. */
export interface Picking {
  readonly title: string;
  readonly notes: readonly string[];
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly cursor: number;
  /** What `y` does with the choice, in words. */
  readonly does: string;
  readonly action: 'handed-over' | 'reveal' | 'snooze';
}

/** What the screen of the watch shows. No secret. */
export interface WatchView {
  /** null before the first look at what is remembered. */
  readonly rows: readonly AppStatus[] | null;
  /** null before the first look. */
  readonly daemon: DaemonSight | null;
  /** Epoch ms, as of the last look that changed anything. */
  readonly now: number;
  /** Why what is shown may be old; null while it is not. */
  readonly readProblem: unknown;
  readonly list: WatchList;
  /** Key of the app whose details are open; null in the list. */
  readonly details: string | null;
  /** Its part of the audit trail; null until it was read. */
  readonly history: readonly JournalLine[] | null;
  readonly picking: Picking | null;
  readonly run: RunView | null;
  /** Why the last key did nothing, or what it did. */
  readonly message: string | null;
  readonly leave: Leave;
}

export function emptyWatch(): WatchView {
  return {
    rows: null,
    daemon: null,
    now: 0,
    readProblem: null,
    list: emptyList,
    details: null,
    history: null,
    picking: null,
    run: null,
    message: null,
    leave: 'no',
  };
}
