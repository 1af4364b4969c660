import stringWidth from 'string-width';
import { type AppStatus, dueIn } from '../../core/model/app-status.ts';
import { nameIn } from '../../core/model/consumer.ts';
import { hasPair } from '../../core/model/rotation.ts';
import { relativeTime } from '../../core/plain/duration.ts';
import { countOf, linesOf, plainText, shortKey } from '../../core/plain/text.ts';
import { needsAttention } from '../../core/status/status.ts';
import { dayWord, stateWords } from '../../core/words/app-state.ts';
import { appFacts, watchingWords } from '../../core/words/watch-list.ts';
import {
  blank,
  cursorMark,
  cursorStyle,
  cut,
  dim,
  filterLine,
  type Line,
  marked,
  marks,
  type StyledText,
  spread,
  toWidth,
  widthOf,
} from '../kit/line.ts';
import { stateRoles } from '../kit/state-roles.ts';
import { windowAround } from '../kit/window.ts';
import { cursorOf, shownRows, type WatchList } from './watch-list.ts';

interface Room {
  readonly width: number;
  readonly height: number;
  /** Epoch ms. */
  readonly now: number;
}

/** In a lower window, rows of the list are more useful than two lines about one app. */
const detailsFrom = 8;
/** Rows for what an app needs, if the list leaves them free. */
const mostAttention = 3;
const gap = 2;
const daysColumn = 4;
const longest = { app: 24, org: 18, bar: 22, due: 13, state: 22, user: 34 };
/** A shorter bar shows nothing useful. */
const shortestBar = 5;

/** The rows around the cursor, and two lines about the selected app. Builds only the visible rows. */
export function watchListLines(rows: readonly AppStatus[], list: WatchList, room: Room): readonly Line[] {
  const { width, height, now } = room;
  const shown = shownRows(rows, list);
  const cursor = cursorOf(shown, list);
  const head = list.isFiltering ? [filterLine(list.filter)] : [];
  const row = shown[cursor];
  if (!row)
    return [...head, blank, dim(rows.length === 0 ? appFacts.nobodyWatched : 'No app matches. Press esc to show all.')];
  const spare = height - head.length - 1 - shown.length - 2;
  const selected = selectedLines(row, now, { width, most: spare < mostAttention ? 1 : longestAttention(shown, width) });
  const detail = height >= detailsFrom ? [dim('─'.repeat(width)), ...selected] : [];
  const left = Math.max(1, height - head.length - 1 - detail.length);
  const { start, end } = windowAround(cursor, shown.length, left);
  const columns = columnsFor(shown, now, width);
  const visible = shown
    .slice(start, end)
    .map((one, index) => rowLine(one, { now, columns, isCursor: start + index === cursor }));
  const padding = Array.from({ length: left - visible.length }, () => blank);
  return [...head, headLine(columns), ...visible, ...padding, ...detail];
}

/** The last row, such as `3 of 12 apps matching “acme” · sorted by due date`. */
export function placeText(rows: readonly AppStatus[], list: WatchList): string {
  const shown = shownRows(rows, list);
  const place = `${shown.length === 0 ? 0 : cursorOf(shown, list) + 1} of ${countOf(shown.length, 'app')}`;
  const filter = list.filter === '' ? '' : ` matching “${list.filter}”`;
  return `${place}${filter} · ${sortWords[list.sort]}`;
}

const sortWords = {
  urgency: 'sorted by urgency',
  app: 'sorted by app',
  org: 'sorted by org',
  age: 'sorted by age, oldest first',
  due: 'sorted by due date',
} as const;

/** `watching 6 apps in 3 orgs · 2 need attention`, shorter in a narrow window. */
export function watchTitle(rows: readonly AppStatus[] | null, width: number): string {
  if (rows === null) return 'watching';
  const orgs = new Set(rows.map(({ watched }) => watched.orgId)).size;
  const needy = rows.filter(needsAttention).length;
  return `${width < 84 ? '' : 'watching '}${watchingWords(rows.length, orgs, needy)}`;
}

interface Columns {
  readonly app: number;
  /** 0 without room for it; the same for the columns below. */
  readonly org: number;
  readonly bar: number;
  readonly due: number;
  readonly state: number;
  readonly user: number;
  /** Apps with several watched OAuth consumers. Their rows show the end of the key. */
  readonly twins: ReadonlySet<string>;
}

/** Each column is as wide as its widest cell. Without enough room, the bar goes first, then the org. */
export function columnsFor(rows: readonly AppStatus[], now: number, width: number): Columns {
  const widest = (most: number, least: number, text: (row: AppStatus) => string) =>
    Math.min(
      most,
      rows.reduce((wide, row) => Math.max(wide, stringWidth(text(row))), least),
    );
  const state = widest(longest.state, 5, (row) => stateWords(row, now));
  const due = widest(longest.due, 3, (row) => dueIn(row, now));
  let left = width - gap - daysColumn - gap - due - gap - state;
  const isNarrow = left < 32;
  const twins = twinsIn(rows);
  const isOneOrg = rows.every(({ watched }) => watched.org === rows[0]?.watched.org);
  const app = Math.min(
    widest(longest.app, 3, (row) => rowName(row, twins)),
    Math.max(6, (isNarrow || isOneOrg ? left : left - 16) - gap),
  );
  left -= app + gap;
  const org = Math.min(
    widest(longest.org, 3, ({ watched }) => watched.org),
    left - gap,
  );
  const orgColumn = org >= 4 ? org : 0;
  left -= orgColumn > 0 ? orgColumn + gap : 0;
  const bar = left - 1 >= shortestBar ? Math.min(longest.bar, left - 1) : 0;
  left -= bar > 0 ? bar + 1 : 0;
  const user = left - gap >= 16 ? Math.min(widest(longest.user, 7, userOf), left - gap) : 0;
  return { app, org: orgColumn, bar, due, state, user, twins };
}

function twinsIn(rows: readonly AppStatus[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twins = new Set<string>();
  for (const row of rows) (seen.has(appOf(row)) ? twins : seen).add(appOf(row));
  return twins;
}

function appOf({ watched }: AppStatus): string {
  return `${watched.orgId} ${watched.app}`;
}

function rowName(row: AppStatus, twins: ReadonlySet<string>): string {
  return twins.has(appOf(row)) ? `${appName(row)} …${shortKey(row.watched.consumerKey).slice(-4)}` : appName(row);
}

function headLine({ app, org, bar, due, user }: Columns): Line {
  const age = bar > 0 ? toWidth('secret age', bar + 1 + daysColumn) : ' age';
  return dim(
    `  ${toWidth('app', app + gap)}${org > 0 ? toWidth('org', org + gap) : ''}${toWidth(age, (bar > 0 ? bar + 1 : 0) + daysColumn)}  ${toWidth('due', due + gap)}${user > 0 ? toWidth('runs as', user + gap) : ''}state`,
  );
}

/** A run that nobody continues needs a look, whatever else is fine. */
function roleOf({ state, isInterrupted, isFailing }: AppStatus): StyledText['role'] {
  return stateRoles[state] === 'danger' || !(isInterrupted || isFailing) ? stateRoles[state] : 'caution';
}

interface RowView {
  readonly now: number;
  readonly columns: Columns;
  readonly isCursor: boolean;
}

function rowLine(row: AppStatus, { now, columns, isCursor }: RowView): Line {
  const { app, org, bar, due, state, user } = columns;
  const role = roleOf(row);
  const spaces = ' '.repeat(gap);
  return [
    cursorMark(isCursor),
    { text: toWidth(rowName(row, columns.twins), app) + spaces, ...cursorStyle(isCursor) },
    ...(org > 0 ? [{ text: toWidth(plainText(row.watched.org), org) + spaces, dim: !isCursor }] : []),
    ...ageSpans(row, bar),
    { text: spaces + toWidth(dueIn(row, now), due) + spaces },
    ...(user > 0 ? [{ text: toWidth(userOf(row), user) + spaces, dim: !isCursor }] : []),
    { text: cut(stateWords(row, now), state), role, bold: role === 'danger' },
  ];
}

/** A bar that is full at the maximum age, and the age in days. */
export function ageSpans({ watched, ageDays, state }: AppStatus, bar: number): readonly StyledText[] {
  if (ageDays === null) {
    const room = (bar > 0 ? bar + 1 : 0) + daysColumn;
    const text = room > 10 ? centred(' unknown ', room) : room >= 7 ? 'unknown'.padEnd(room) : '   ?';
    return [{ text, dim: true }];
  }
  const days = `${ageDays}d`.padStart(daysColumn);
  if (bar === 0) return [{ text: days }];
  const filled = Math.min(bar, Math.round((ageDays / watched.policy.maxAgeDays) * bar));
  const role = state === 'due-soon' || state === 'due' || state === 'overdue' ? stateRoles[state] : 'good';
  return [{ text: '█'.repeat(filled), role }, { text: '░'.repeat(bar - filled), dim: true }, { text: ` ${days}` }];
}

function centred(text: string, width: number): string {
  const before = Math.floor((width - text.length) / 2);
  return '─'.repeat(before) + text + '─'.repeat(width - before - text.length);
}

/** Details about the selected app that its row has no room for: one line, and `most` lines about what it needs. */
function selectedLines(
  row: AppStatus,
  now: number,
  { width, most }: { readonly width: number; readonly most: number },
): readonly Line[] {
  const { watched, attention } = row;
  const proof = watched.lastProof
    ? appFacts[proofFacts[watched.lastProof.answer]](relativeTime(watched.lastProof.at, now))
    : appFacts.neverVerified;
  const user = watched.executionUser ? appFacts.runsAs(userOf(row)) : appFacts.noUser;
  const known = [appName(row), appFacts.key(shortKey(watched.consumerKey)), user].join(' · ');
  // Half of when it was verified says nothing.
  const whole = `${known} · ${proof}`;
  const facts = stringWidth(whole) <= width ? whole : known;
  const below = attention === null ? [dim(cut(newsText(row, now), width))] : attentionRows(attention, width, most);
  const padding = Array.from({ length: most - below.length }, () => blank);
  return [[{ text: cut(facts, width) }], ...below, ...padding];
}

/** Rows that the longest attention takes, so that nothing moves with the cursor. At least 1. */
function longestAttention(rows: readonly AppStatus[], width: number): number {
  const lengths = rows.map(({ attention }) => (attention === null ? 1 : wholeAttention(attention, width).length));
  return Math.max(1, ...lengths.filter((length) => length <= mostAttention));
}

function wholeAttention(attention: string, width: number): readonly Line[] {
  return marked(marks.caution, plainText(attention, 600), width);
}

/** The whole sentence if there is room. Else without its command, which the details show: half a command is useless. */
function attentionRows(attention: string, width: number, most: number): readonly Line[] {
  const whole = wholeAttention(attention, width);
  if (whole.length <= most) return whole;
  const left = cut(withoutCommand(plainText(attention, 600)), width - widthOf([marks.caution, { text: howTo }]));
  return [[marks.caution, { text: left }, dim(howTo)].flat()];
}

const howTo = ' · enter: what to do';

/** A sentence up to the clause that names a command. */
function withoutCommand(sentence: string): string {
  const [before = ''] = sentence.split('`');
  const isWhole = before === sentence;
  const end = Math.max(...['. ', ': ', '; ', ', '].map((mark) => before.lastIndexOf(mark)));
  return isWhole || end < 0 ? before.trim() : before.slice(0, end);
}

const proofFacts = { accepted: 'verified', refused: 'refused', inconclusive: 'unverified' } as const;

function newsText({ rotation, dueAt, watched }: AppStatus, now: number): string {
  const day = (at: number | null, what: string) => at !== null && `${dayWord(at, now)} ${what}`;
  const { rotatedAt = null, savedAt = null, deliveries = [] } = rotation ?? {};
  const told = deliveries.map(({ target, status }) => {
    return `${plainText(nameIn(watched.consumers, target), 24)} ${hasPair({ status }) ? '✔' : '…'}`;
  });
  const next = watched.consumers.map(({ name }) => plainText(name, 24));
  return linesOf(
    rotatedAt === null ? day(savedAt, 'staged') : day(rotatedAt, 'rotated'),
    day(dueAt, 'due'),
    told.join('  ') || `consumers: ${next.join(', ') || 'none'}`,
  ).join('   ');
}

function appName({ watched }: AppStatus): string {
  return plainText(watched.label || watched.app, 60);
}

function userOf({ watched }: AppStatus): string {
  return plainText(watched.executionUser?.username ?? '—', 80);
}

/** Title of the details: the app on the left, its state on the right. */
export function titleLine(row: AppStatus, now: number, width: number): Line {
  const role = roleOf(row);
  const words = stateWords(row, now);
  const name = cut(appName(row), width - words.length - gap);
  return spread([{ text: name, bold: true }], [{ text: words, bold: true, role }], width);
}
