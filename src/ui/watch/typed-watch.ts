import type { AppStatus } from '../../core/model/app-status.ts';
import { plainText } from '../../core/plain/text.ts';
import type { DeskAction } from '../../core/status/offers.ts';
import { actionNamed, typedKeys } from './watch-keys.ts';
import { keyOf } from './watch-list.ts';

/** What a typed line asks for. */
export type Typed =
  | { readonly kind: 'list' | 'help' | 'quit' | 'new' | 'which-app' }
  | { readonly kind: 'details'; readonly app: string }
  | { readonly kind: 'act'; readonly app: string; readonly action: DeskAction }
  | { readonly kind: 'unknown'; readonly line: string }
  /** Several apps have the name. `names` are what tells them apart. */
  | { readonly kind: 'same-name'; readonly names: readonly string[] };

interface TypedAround {
  readonly rows: readonly AppStatus[];
  readonly numbered: readonly string[];
  readonly current: string | null;
}

/**
 * Reads a line: a number or a name for the details of an app, or the key or the word of an action, with the app after it.
 * @param numbered keys of the apps in the order in which their numbers were said: the list may be in another order by now
 * @param current key of the app that was named last; null before
 */
export function typedLine(line: string, { rows, numbered, current }: TypedAround): Typed {
  const text = line.trim();
  if (text === '' || /^list$/i.test(text)) return { kind: 'list' };
  if (text === '?' || /^help$/i.test(text)) return { kind: 'help' };
  if (/^(n|new)$/i.test(text)) return { kind: 'new' };
  if (/^(q|quit|exit)$/i.test(text)) return { kind: 'quit' };
  const named = appTyped(text, rows, numbered);
  if (typeof named === 'string') return { kind: 'details', app: named };
  if (named) return named;
  const [first = '', ...rest] = text.split(/\s+/);
  const action = actionNamed(first);
  if (!action) return { kind: 'unknown', line: plainText(text, 60) };
  const [only, ...others] = rows;
  const after = rest.join(' ');
  const app =
    after === '' ? (current ?? (only && others.length === 0 ? keyOf(only) : null)) : appTyped(after, rows, numbered);
  if (app === null) return { kind: 'which-app' };
  return typeof app === 'string' ? { kind: 'act', app, action } : app;
}

type SameName = Extract<Typed, { readonly kind: 'same-name' }>;

/** The key of the app, null if none has the name, or the names of several that have it. */
function appTyped(
  text: string,
  rows: readonly AppStatus[],
  numbered: TypedAround['numbered'],
): string | SameName | null {
  const key = /^\d{1,4}$/.test(text) ? numbered[Number(text) - 1] : undefined;
  const byNumber = rows.find((row) => keyOf(row) === key);
  if (byNumber) return keyOf(byNumber);
  const isNamed = ({ watched: { org, app, label } }: AppStatus) =>
    [app, plainText(label), `${org}/${app}`].some((name) => name.toLowerCase() === text.toLowerCase());
  const found = rows.filter(isNamed);
  const [row, ...others] = found;
  if (!row) return null;
  if (others.length === 0) return keyOf(row);
  return { kind: 'same-name', names: found.map(({ watched: { org, app } }) => `${org}/${app}`) };
}

/** What can be typed, for the help. */
export const typedHelp: readonly string[] = [
  'Type a number or a name to hear everything about an app.',
  'Type a letter and a number to act on an app, for example "r 2".',
  ...typedKeys.map(({ keys, does }) => `${keys}: ${does}`),
  'n: start watching another app, or set one up',
  'Enter: the list. q: quit. What changes meanwhile is read out.',
];
