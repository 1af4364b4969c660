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
  /** The lightest leaves the key line first. */
  readonly weight: number;
}

const actions: readonly ActionKey[] = [
  { key: 'g', action: 'resume', short: 'go on', does: 'go on with what was interrupted', weight: 9 },
  { key: 'h', action: 'handed-over', short: 'handed over', does: 'say that a consumer has the new pair', weight: 8 },
  { key: 's', action: 'stage', short: 'stage', does: 'stage a new pair, save it and prove it', weight: 6 },
  {
    key: 'r',
    action: 'rotate',
    short: 'rotate',
    does: 'make a new pair primary; the old one lives on for a while',
    weight: 7,
  },
  { key: 'b', action: 'back', short: 'back', does: 'go back to the previous pair', weight: 4 },
  { key: 't', action: 'retire', short: 'retire', does: 'end the previous pair now', weight: 5 },
  { key: 'd', action: 'discard', short: 'discard', does: 'discard the staged pair', weight: 3 },
  {
    key: 'e',
    action: 'emergency',
    short: 'emergency',
    does: 'the pair has leaked: replace it now, and prove that it is dead',
    weight: 8,
  },
  { key: 'c', action: 'check', short: 'check', does: 'look at the org now, and prove the pair', weight: 2 },
  { key: 'z', action: 'snooze', short: 'snooze', does: 'quieten its reminders for a while', weight: 1 },
  { key: 'a', action: 'acknowledge', short: 'acknowledge', does: 'say that somebody is on it', weight: 1 },
  { key: 'v', action: 'reveal', short: 'view pair', does: 'view a pair on a screen of its own', weight: 1 },
];

export function actionOf(press: Press): DeskAction | undefined {
  return actions.find(({ key }) => isKey(press, key))?.action;
}

const helpOfActions: readonly HelpKey[] = actions.map(({ key, does }) => ({ keys: key, does }));

export const listKeys: readonly HelpKey[] = [
  { keys: '↑ ↓', does: 'choose; page up, page down, home and end go farther' },
  { keys: 'enter', does: 'details of the app' },
  { keys: '/', does: 'show only what fits; enter keeps it, esc shows all' },
  { keys: 'o', does: 'another order: urgency, app, org, age, due' },
  ...helpOfActions,
  { keys: 'q', does: 'quit' },
];

export const detailsKeys: readonly HelpKey[] = [
  { keys: '↑ ↓', does: 'scroll; space, page up and page down go farther' },
  ...helpOfActions,
  { keys: 'esc', does: 'back to the list' },
  { keys: 'q', does: 'quit' },
];

export function listHints({ isFiltering, filter }: WatchList): readonly Hint[] {
  if (isFiltering) {
    return [
      { keys: '↑↓', does: 'choose', weight: 1 },
      { keys: 'enter', does: 'keep' },
      { keys: 'esc', does: 'show all' },
    ];
  }
  return [
    { keys: 'enter', does: 'details' },
    ...(filter === '' ? [] : [{ keys: 'esc', does: 'show all', weight: 7 }]),
    { keys: 's', does: 'stage', weight: 3 },
    { keys: 'r', does: 'rotate', weight: 4 },
    { keys: 'e', does: 'emergency', weight: 8 },
    { keys: 'c', does: 'check', weight: 2 },
    { keys: '/', does: 'filter', weight: 5 },
    { keys: 'o', does: 'order', weight: 1 },
    { keys: '?', does: 'help', weight: 6 },
    { keys: 'q', does: 'quit' },
  ];
}

/** Only what makes sense now; the other keys say why not. */
export function detailsHints(offers: Offers): readonly Hint[] {
  const offered = actions.filter(({ action }) => offers[action] === null);
  return [
    ...offered.map(({ key, short, weight }) => ({ keys: key, does: short, weight })),
    { keys: 'esc', does: 'back' },
    { keys: '?', does: 'keys', weight: 10 },
  ];
}
