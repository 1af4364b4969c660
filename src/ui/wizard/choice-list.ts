import type { Choice, ChooseQuestion } from '../../core/model/question.ts';
import { clamp } from '../kit/window.ts';

/** Lists with at least this many choices can be filtered. Lists that the server searches always can. */
const filterFrom = 9;

export interface ListOrigin {
  readonly choices: readonly Choice[];
  readonly total: number;
  readonly isServed: boolean;
  /** Value that is preselected. */
  readonly preselected: string | null;
}

export interface ChoiceList {
  readonly origin: ListOrigin;
  readonly filter: string;
  /** Whether typed characters go to the filter, including `q`. */
  readonly isFiltering: boolean;
  readonly choices: readonly Choice[];
  readonly total: number;
  readonly cursor: number;
  /** True while the server searches for the filter's text. */
  readonly isSearching: boolean;
  /** Why the last key had no effect. */
  readonly refusal: string | null;
}

export type ListAction =
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'first' | 'last' | 'filter' | 'erase' | 'clear' }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'found'; readonly text: string; readonly choices: readonly Choice[]; readonly total: number }
  | { readonly kind: 'search-failed'; readonly text: string; readonly why: string }
  | { readonly kind: 'refuse'; readonly why: string };

export function openList(origin: ListOrigin): ChoiceList {
  return {
    origin,
    filter: '',
    isFiltering: false,
    choices: origin.choices,
    total: origin.total,
    cursor: startAt(origin.choices, origin.preselected),
    isSearching: false,
    refusal: null,
  };
}

export function openListOf({ choices, total = choices.length, search, ...question }: ChooseQuestion): ChoiceList {
  return openList({ choices, total, isServed: search !== undefined, preselected: question.default ?? null });
}

export function canFilter({ origin }: ChoiceList): boolean {
  return origin.isServed || origin.choices.length >= filterFrom;
}

export function selected(list: ChoiceList): Choice | null {
  return list.choices[list.cursor] ?? null;
}

export function reduceList(list: ChoiceList, action: ListAction): ChoiceList {
  switch (action.kind) {
    case 'move':
      return moveTo(list, list.cursor + action.by);
    case 'first':
      return moveTo(list, 0);
    case 'last':
      return moveTo(list, list.choices.length - 1);
    case 'filter':
      return { ...list, isFiltering: true, refusal: null };
    case 'type':
      return filterBy(list, list.filter + action.text);
    case 'erase':
      return filterBy(list, Array.from(list.filter).slice(0, -1).join(''));
    case 'clear':
      return openList(list.origin);
    case 'found':
      return action.text === list.filter ? show({ ...list, isSearching: false }, action.choices, action.total) : list;
    case 'search-failed':
      return action.text === list.filter ? { ...list, isSearching: false, refusal: action.why } : list;
    case 'refuse':
      return { ...list, refusal: action.why };
  }
}

function moveTo(list: ChoiceList, place: number): ChoiceList {
  return { ...list, cursor: clamp(place, 0, list.choices.length - 1), refusal: null };
}

/** A list that the server searches stays as it is until the answer comes. A local list is filtered immediately. */
function filterBy(list: ChoiceList, filter: string): ChoiceList {
  const { origin } = list;
  const next = { ...list, filter, isFiltering: true, refusal: null };
  if (filter.trim() === '') return show({ ...next, isSearching: false }, origin.choices, origin.total);
  if (origin.isServed) return { ...next, isSearching: true };
  const found = origin.choices.filter((choice) => matches(choice, filter));
  return show(next, found, found.length);
}

function show(list: ChoiceList, choices: readonly Choice[], total: number): ChoiceList {
  return { ...list, choices, total, cursor: startAt(choices, list.filter === '' ? list.origin.preselected : null) };
}

function startAt(choices: readonly Choice[], preselected: string | null): number {
  // Also on a choice that isn't available: Enter must not choose another one instead.
  const wanted = choices.findIndex(({ value }) => value === preselected);
  if (wanted >= 0) return wanted;
  const harmless = choices.findIndex(({ disabled, tone }) => disabled === undefined && tone !== 'danger');
  return Math.max(0, harmless >= 0 ? harmless : choices.findIndex(({ disabled }) => disabled === undefined));
}

function matches({ label, notes }: Choice, filter: string): boolean {
  const words = filter.toLowerCase().split(' ');
  const text = [label, ...notes].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}
