import type { AppStatus } from '../../core/model/app-status.ts';
import { byUrgency } from '../../core/status/status.ts';
import { type Press, rowsBy } from '../kit/presses.ts';
import { clamp } from '../kit/window.ts';

export const sorts = ['urgency', 'app', 'org', 'age', 'due'] as const;
export type Sort = (typeof sorts)[number];

/** The list of the watch. The cursor follows its app through sorting and filtering. */
export interface WatchList {
  readonly selected: string | null;
  readonly sort: Sort;
  readonly filter: string;
  /** Whether typed characters go to the filter. */
  readonly isFiltering: boolean;
}

export const emptyList: WatchList = { selected: null, sort: 'urgency', filter: '', isFiltering: false };

export type WatchListAction =
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'first' | 'last' | 'sort' | 'filter' | 'erase' | 'clear' | 'keep-filter' }
  | { readonly kind: 'type'; readonly text: string };

export function keyOf({ watched }: Pick<AppStatus, 'watched'>): string {
  return `${watched.orgId} ${watched.app} ${watched.consumerId}`;
}

const orders: Readonly<Record<Sort, (one: AppStatus, other: AppStatus) => number>> = {
  urgency: byUrgency,
  app: (one, other) => one.watched.app.localeCompare(other.watched.app, 'en') || byUrgency(one, other),
  org: (one, other) => one.watched.org.localeCompare(other.watched.org, 'en') || byUrgency(one, other),
  // An unknown age counts as the oldest.
  age: (one, other) => ageOf(other) - ageOf(one) || byUrgency(one, other),
  due: (one, other) => one.dueAt - other.dueAt || byUrgency(one, other),
};

function ageOf({ ageDays }: AppStatus): number {
  return ageDays ?? Number.MAX_SAFE_INTEGER;
}

/** The rows that match the filter, sorted. */
export function shownRows(rows: readonly AppStatus[], { sort, filter }: WatchList): readonly AppStatus[] {
  const words = filter.toLowerCase().split(' ').filter(Boolean);
  const isShown = ({ watched, state }: AppStatus) => {
    const { app, label, org, orgName, executionUser } = watched;
    const text = `${app} ${label} ${org} ${orgName} ${executionUser?.username ?? ''} ${state}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return rows.filter(isShown).sort(orders[sort]);
}

export function cursorOf(shown: readonly AppStatus[], { selected }: WatchList): number {
  const place = shown.findIndex((row) => keyOf(row) === selected);
  return Math.max(0, place);
}

/** @param rows all watched apps */
export function reduceWatchList(list: WatchList, action: WatchListAction, rows: readonly AppStatus[]): WatchList {
  const shown = shownRows(rows, list);
  const selectAt = (place: number) => {
    const row = shown[clamp(place, 0, shown.length - 1)];
    return row ? { ...list, selected: keyOf(row) } : list;
  };
  switch (action.kind) {
    case 'move':
      return selectAt(cursorOf(shown, list) + action.by);
    case 'first':
      return selectAt(0);
    case 'last':
      return selectAt(shown.length - 1);
    case 'sort':
      return { ...list, sort: sorts[(sorts.indexOf(list.sort) + 1) % sorts.length] ?? 'urgency' };
    case 'filter':
      return { ...list, isFiltering: true };
    case 'keep-filter':
      return { ...list, isFiltering: false };
    case 'clear':
      return { ...list, isFiltering: false, filter: '' };
    case 'type':
      return { ...list, filter: (list.filter + action.text).slice(0, 60) };
    case 'erase':
      return { ...list, filter: Array.from(list.filter).slice(0, -1).join('') };
  }
}

const moves: Readonly<Partial<Record<string, (page: number) => WatchListAction>>> = {
  up: () => ({ kind: 'move', by: -1 }),
  down: () => ({ kind: 'move', by: 1 }),
  pageUp: (page) => ({ kind: 'move', by: -page }),
  pageDown: (page) => ({ kind: 'move', by: page }),
  home: () => ({ kind: 'first' }),
  end: () => ({ kind: 'last' }),
};

/** The list action of a key; null if the key is not for the list. */
export function listActionOf(press: Press, list: WatchList, page: number): WatchListAction | null {
  if (press.kind === 'key' && moves[press.name]) return moves[press.name]?.(page) ?? null;
  if (list.isFiltering) return filterActionOf(press);
  if (press.kind === 'key' && press.name === 'escape' && list.filter !== '') return { kind: 'clear' };
  if (press.kind !== 'char') return null;
  const by = rowsBy(press);
  if (by !== null) return { kind: 'move', by };
  if (press.char === '/') return { kind: 'filter' };
  return press.char === 'o' ? { kind: 'sort' } : null;
}

/** While filtering, letters go into the filter. Enter keeps the filter and ends typing. */
function filterActionOf(press: Press): WatchListAction | null {
  if (press.kind === 'char') return { kind: 'type', text: press.char };
  if (press.kind === 'ctrl') return press.char === 'u' ? { kind: 'clear' } : null;
  if (press.name === 'enter' || press.name === 'tab') return { kind: 'keep-filter' };
  if (press.name === 'escape') return { kind: 'clear' };
  return press.name === 'backspace' || press.name === 'delete' ? { kind: 'erase' } : null;
}
