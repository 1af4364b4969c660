import type { DeskAction, Offers } from '../../core/status/offers.ts';
import type { Hint } from '../kit/frame-lines.ts';
import type { HelpKey } from '../kit/help-lines.ts';
import { isKey, type Press } from '../kit/presses.ts';
import type { WatchList } from './watch-list.ts';

interface ActionKey {
  readonly key: string;
  readonly action: DeskAction;
  /** For the key line. */
  readonly short: string;
  /** For the help. */
  readonly does: string;
  /** Hints with the lowest weight leave a narrow key line first. */
  readonly weight: number;
}

const actions: readonly ActionKey[] = [
  {
    key: 'g',
    action: 'resume',
    short: 'continue',
    does: 'continue an interrupted run, or deliver the current credentials',
    weight: 9,
  },
  {
    key: 'h',
    action: 'handed-over',
    short: 'confirm',
    does: 'confirm that a consumer has the new credentials',
    weight: 8,
  },
  { key: 's', action: 'stage', short: 'stage', does: 'stage new credentials, save and verify them', weight: 6 },
  {
    key: 'r',
    action: 'rotate',
    short: 'rotate',
    does: 'rotate: stage, deliver and promote new credentials',
    weight: 7,
  },
  { key: 'b', action: 'back', short: 'switch back', does: 'switch back to the previous credentials', weight: 4 },
  { key: 't', action: 'retire', short: 'retire', does: 'delete the previous credentials now', weight: 5 },
  { key: 'd', action: 'discard', short: 'discard', does: 'delete the staged credentials', weight: 3 },
  {
    key: 'e',
    action: 'emergency',
    short: 'emergency',
    does: 'the secret has leaked: replace the credentials now',
    weight: 8,
  },
  { key: 'u', action: 'consumers', short: 'consumers', does: 'add, edit, test or remove consumers', weight: 7 },
  { key: 'p', action: 'policy', short: 'policy', does: 'change its rotation policy', weight: 1 },
  { key: 'c', action: 'check', short: 'check', does: 'check the app in the org and verify its credentials', weight: 2 },
  { key: 'z', action: 'snooze', short: 'snooze', does: 'pause its reminders for a while', weight: 1 },
  {
    key: 'a',
    action: 'acknowledge',
    short: 'acknowledge',
    does: 'stop age reminders: someone is working on it',
    weight: 1,
  },
  { key: 'v', action: 'reveal', short: 'view', does: 'show credentials on a separate screen', weight: 1 },
];

export function actionOf(press: Press): DeskAction | undefined {
  return actions.find(({ key }) => isKey(press, key))?.action;
}

/** The action of a key or of its word, such as `r` or `rotate`. */
export function actionNamed(typed: string): DeskAction | undefined {
  const word = typed.toLowerCase();
  return actions.find(({ key, action }) => word === key || word === action)?.action;
}

const helpOfActions: readonly HelpKey[] = actions.map(({ key, does }) => ({ keys: key, does }));

/** For a person who types lines. */
export const typedKeys = helpOfActions;

export const listKeys: readonly HelpKey[] = [
  { keys: '↑ ↓ j k', does: 'move; PgUp, PgDn, Home and End jump' },
  { keys: 'enter', does: 'show details' },
  { keys: '/', does: 'filter; enter keeps the filter, esc shows all' },
  { keys: 'o', does: 'sort by urgency, app, org, age or due date' },
  { keys: 'n', does: 'start watching another app, or set one up' },
  ...helpOfActions,
  { keys: 'q', does: 'quit' },
];

export const detailsKeys: readonly HelpKey[] = [
  { keys: '↑ ↓ j k', does: 'scroll; space, PgUp and PgDn jump' },
  ...helpOfActions,
  { keys: 'esc', does: 'back to the list' },
  { keys: 'q', does: 'quit' },
];

export function listHints({ isFiltering, filter }: WatchList): readonly Hint[] {
  if (isFiltering) {
    return [
      { keys: '↑↓', does: 'move', weight: 1 },
      { keys: 'enter', does: 'keep' },
      { keys: 'esc', does: 'show all' },
    ];
  }
  return [
    { keys: 'enter', does: 'details' },
    ...(filter === '' ? [] : [{ keys: 'esc', does: 'show all', weight: 7 }]),
    { keys: 's', does: 'stage', weight: 3 },
    { keys: 'r', does: 'rotate', weight: 5 },
    { keys: 'e', does: 'emergency', weight: 8 },
    { keys: 'c', does: 'check', weight: 2 },
    { keys: '/', does: 'filter', weight: 4 },
    { keys: 'o', does: 'sort', weight: 1 },
    { keys: 'n', does: 'new', weight: 6 },
    { keys: '?', does: 'help', weight: 6 },
    { keys: 'q', does: 'quit' },
  ];
}

/** Only the actions that are possible now. Other keys say why not. */
export function detailsHints(offers: Offers): readonly Hint[] {
  const offered = actions.filter(({ action }) => offers[action] === null);
  return [
    ...offered.map(({ key, short, weight }) => ({ keys: key, does: short, weight })),
    { keys: 'esc', does: 'back' },
    { keys: '?', does: 'help', weight: 10 },
  ];
}
