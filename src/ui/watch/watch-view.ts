import type { AppStatus } from '../../core/model/app-status.ts';
import type { JournalLine } from '../../core/model/journal.ts';
import type { Plan } from '../../core/model/operation-plan.ts';
import type { PassphraseRule } from '../../core/model/store-offer.ts';
import type { AppToWatch, AskedPassphrase } from '../../core/status/desk.ts';
import type { DaemonSight } from '../../core/status/read-daemon.ts';
import type { Progress } from '../kit/progress.ts';
import type { Drafts, FormView } from './form.ts';
import { emptyList, type WatchList } from './watch-list.ts';

/** The question of a running action. The view never holds what is typed. */
export type Asked =
  | { readonly kind: 'plan' | 'other-flows' | 'name'; readonly plan: Plan }
  | { readonly kind: 'passphrase'; readonly of: AskedPassphrase; readonly rule: PassphraseRule | null };

/** `number` distinguishes two questions of the same kind. */
export type Asking = Asked & { readonly number: number };
export type PlanAsking = Extract<Asking, { plan: Plan }>;
export type PassphraseAsking = Extract<Asking, { kind: 'passphrase' }>;

/** How an action ended. */
export type RunEnding =
  | { readonly kind: 'done'; readonly lines: readonly string[] }
  /** A KeyturnError, except for defects. */
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'declined' };

/** One action from its key to its end. Times are readings of the stopwatch. */
export interface RunView extends Progress {
  readonly title: string;
  readonly since: number;
  readonly asking: Asking | null;
  /** The person agreed: the org may be changing. */
  readonly isAgreed: boolean;
  readonly ending: RunEnding | null;
}

/** What a menu leads to. */
export type MenuWork =
  | { readonly kind: 'add-consumer' | 'nobody' | 'choose-org' | 'setup' }
  | { readonly kind: 'edit-consumer' | 'remove-consumer'; readonly name: string }
  /** null for every consumer. */
  | { readonly kind: 'test-consumer'; readonly name: string | null }
  | { readonly kind: 'choose-app'; readonly org: string }
  | { readonly kind: 'choose-oauth-consumer'; readonly org: string; readonly app: AppToWatch }
  | { readonly kind: 'adopt'; readonly org: string; readonly app: AppToWatch; readonly oauthConsumer: string | null };

/** A choice before an action starts. */
export interface Picking {
  readonly title: string;
  readonly notes: readonly string[];
  readonly choices: readonly { readonly value: string; readonly label: string; readonly note?: string }[];
  readonly cursor: number;
  /** Where the selected entry leads: another choice, or work. */
  readonly next?: (value: string) => Picking | MenuWork;
  /** The choice before this one. */
  readonly back?: Picking;
  /** Asks again for an entry that was selected with Enter; missing if nothing needs to be confirmed. */
  readonly confirms?: (value: string) => Picking;
  /** Missing in a menu, which has `next`. */
  readonly action?: 'handed-over' | 'reveal' | 'snooze';
}

/** What the watch screen shows. Never a secret. */
export interface WatchView {
  /** null before the first read. */
  readonly rows: readonly AppStatus[] | null;
  /** null before the first read. */
  readonly daemon: DaemonSight | null;
  /** What is wrong with the settings, in words; null if nothing is. */
  readonly settingsProblem: string | null;
  /** What else a person must know. */
  readonly cautions: readonly string[];
  /** Setups that aren't finished, in words; null if there are none. */
  readonly unfinishedSetups: string | null;
  /** Epoch ms of the last read that changed anything. */
  readonly now: number;
  /** Why the data may be old; null if it isn't. */
  readonly readProblem: unknown;
  readonly list: WatchList;
  /** Key of the open app; null in the list. */
  readonly details: string | null;
  /** The open app's part of the audit trail; null while loading. */
  readonly history: readonly JournalLine[] | null;
  readonly picking: Picking | null;
  /** The menu that the open form was opened from, to which Esc goes back. */
  readonly behind: Picking | null;
  readonly form: FormView | null;
  readonly drafts: Drafts;
  readonly run: RunView | null;
  /** What the last key did, or why it did nothing. */
  readonly message: string | null;
  readonly isLeaving: boolean;
}

export function emptyWatch(): WatchView {
  return {
    rows: null,
    daemon: null,
    settingsProblem: null,
    cautions: [],
    unfinishedSetups: null,
    now: 0,
    readProblem: null,
    list: emptyList,
    details: null,
    history: null,
    picking: null,
    behind: null,
    form: null,
    drafts: {},
    run: null,
    message: null,
    isLeaving: false,
  };
}
