import type { AppStatus } from '../../core/model/app-status.ts';
import type { JournalLine } from '../../core/model/journal.ts';
import type { DaemonSight } from '../../core/status/read-daemon.ts';
import type { RotationNews } from '../../core/words/news.ts';
import type { LeaveAction } from '../kit/leave.ts';
import { afterNews } from '../kit/progress.ts';
import { clamp } from '../kit/window.ts';
import { type FormAction, reduceForms } from './form.ts';
import { keyOf, reduceWatchList, type WatchListAction } from './watch-list.ts';
import type { Asking, Picking, RunEnding, RunView, WatchView } from './watch-view.ts';

export type WatchAction =
  | {
      readonly kind: 'read';
      readonly rows: readonly AppStatus[];
      readonly daemon: DaemonSight;
      readonly settingsProblem: string | null;
      readonly cautions: readonly string[];
      readonly unfinishedSetups: string | null;
      readonly now: number;
    }
  | { readonly kind: 'unreadable'; readonly problem: unknown }
  | { readonly kind: 'list'; readonly action: WatchListAction }
  | { readonly kind: 'open'; readonly app: string }
  | { readonly kind: 'close' }
  | { readonly kind: 'history'; readonly app: string; readonly lines: readonly JournalLine[] }
  | { readonly kind: 'pick'; readonly picking: Picking | null }
  | { readonly kind: 'choose'; readonly by: number }
  | { readonly kind: 'say'; readonly message: string | null }
  | FormAction
  | LeaveAction
  /** `at` is a reading of the stopwatch, in ms. */
  | { readonly kind: 'begin'; readonly title: string; readonly at: number; readonly isAgreed: boolean }
  | { readonly kind: 'news'; readonly news: RotationNews; readonly at: number }
  | { readonly kind: 'ask'; readonly asking: Asking }
  | { readonly kind: 'answered'; readonly isAgreed: boolean; readonly at: number }
  | { readonly kind: 'ended'; readonly ending: RunEnding }
  | { readonly kind: 'dismiss' };

/** The view after an action. Returns the same object if nothing that is shown has changed. */
export function reduceWatch(view: WatchView, action: WatchAction): WatchView {
  switch (action.kind) {
    case 'read':
      return read(view, action);
    case 'unreadable':
      return { ...view, readProblem: action.problem };
    case 'list':
      return { ...view, message: null, list: reduceWatchList(view.list, action.action, view.rows ?? []) };
    case 'open':
      return { ...view, details: action.app, history: null, message: null };
    case 'close':
      return { ...view, details: null, history: null, picking: null, message: null };
    case 'history':
      return view.details === action.app && !isSame(view.history, action.lines)
        ? { ...view, history: action.lines }
        : view;
    case 'pick':
      return { ...view, picking: action.picking, message: null };
    case 'choose':
      return { ...view, picking: view.picking && moved(view.picking, action.by) };
    case 'open-form':
    case 'answer-form':
    case 'refuse-answer':
    case 'close-form':
      return inForm(view, action);
    case 'say':
      return { ...view, message: action.message };
    case 'leave':
      return { ...view, isLeaving: true };
    case 'dismiss':
      return { ...view, run: null };
    case 'begin':
      return { ...view, picking: null, message: null, run: begun(action) };
    default:
      return view.run ? { ...view, ...reduceRun(view.run, action) } : view;
  }
}

type RunAction = Extract<WatchAction, { kind: 'news' | 'ask' | 'answered' | 'ended' }>;

function reduceRun(run: RunView, action: RunAction): Partial<WatchView> {
  switch (action.kind) {
    case 'news':
      return { run: { ...run, ...afterNews(run, action.news, { at: action.at, after: action.at - run.since }) } };
    case 'ask':
      // Work pauses during a question, so the clock must stop.
      return { run: { ...run, asking: action.asking, doing: null, waiting: null } };
    case 'answered':
      return { run: answered(run, action) };
    case 'ended':
      return { run: { ...run, asking: null, doing: null, waiting: null, ending: action.ending } };
  }
}

function read(view: WatchView, action: Extract<WatchAction, { kind: 'read' }>): WatchView {
  const { rows, daemon, settingsProblem, cautions, unfinishedSetups, now } = action;
  const isOld = minuteOf(view.now) !== minuteOf(now) || view.readProblem !== null;
  const isSameDaemon = isSame(view.daemon, daemon) && view.settingsProblem === settingsProblem;
  const isSameTrouble = isSameDaemon && view.unfinishedSetups === unfinishedSetups && isSame(view.cautions, cautions);
  if (!isOld && isSame(view.rows, rows) && isSameTrouble) return view;
  const isGone = view.details !== null && !rows.some((row) => keyOf(row) === view.details);
  const closed = isGone && view.run === null ? { details: null, history: null, picking: null, form: null } : {};
  return { ...view, ...closed, rows, daemon, settingsProblem, cautions, unfinishedSetups, now, readProblem: null };
}

/** A form that is left goes back to its menu. Once its work is done, the menu's entries are no longer true. */
function inForm(view: WatchView, action: FormAction): WatchView {
  const forms = reduceForms(view, action);
  if (action.kind === 'open-form') return { ...view, behind: view.picking, picking: null, message: null, ...forms };
  const isLeft = forms.form === null && (action.kind !== 'close-form' || action.keepsDraft);
  return { ...view, picking: isLeft ? view.behind : null, message: null, ...forms };
}

/** Times on the screen change once a minute. */
function minuteOf(at: number): number {
  return Math.floor(at / 60_000);
}

/** Both values come from the same reader, so equal values have equal JSON. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Restarts the clock: reading the plan doesn't count as work. */
function answered(run: RunView, { isAgreed, at }: Extract<WatchAction, { kind: 'answered' }>): RunView {
  const doing = { what: isAgreed ? 'Starting' : 'Checking', since: at };
  return { ...run, asking: null, doing, isAgreed: run.isAgreed || isAgreed, since: isAgreed ? at : run.since };
}

function begun({ title, at, isAgreed }: Extract<WatchAction, { kind: 'begin' }>): RunView {
  return {
    title,
    since: at,
    doing: { what: 'Checking', since: at },
    waiting: null,
    steps: [],
    asking: null,
    isAgreed,
    ending: null,
  };
}

function moved(picking: Picking, by: number): Picking {
  return { ...picking, cursor: clamp(picking.cursor + by, 0, picking.choices.length - 1) };
}
