import type { HistoryKind } from '../model/history-kind.ts';
import type { JournalAction, JournalLine } from '../model/journal.ts';
import { plainText } from '../plain/text.ts';
import { runNames } from '../reasons/run-words.ts';
import { actWords, capital } from './acts.ts';
import { isMissed, lineWords } from './timeline.ts';
import { lineWhy, whyWords } from './why.ts';

const setupActions: ReadonlySet<JournalAction> = new Set<JournalAction>([
  'set-up',
  'deploy',
  'restore-pre-image',
  'grant-permission-set',
  'create-user',
]);

/** Finds the kind of each line. The first line of a run says which kind the run is. */
export function kindsOf(lines: readonly JournalLine[]): (line: JournalLine) => HistoryKind {
  const runs = new Map<unknown, HistoryKind>();
  for (const { action, detail } of lines) {
    if (action === 'begin-rotation' && Object.hasOwn(runNames, String(detail.kind)))
      runs.set(detail.rotation, detail.kind as HistoryKind);
  }
  return ({ action, detail }) =>
    runs.get(detail.rotation) ??
    (typeof detail.decommission === 'string' ? 'decommission' : setupActions.has(action) ? 'setup' : 'other');
}

interface Told {
  readonly line: JournalLine;
  readonly words: string;
}

/**
 * The audit trail as text: a paragraph for each run with one line for each act, in the order in which the acts ended.
 * @param lines in the order of the trail; may be a selection
 * @param reader.kindOf made from the whole trail
 * @param reader.timeZone defaults to the computer's
 */
export function historyText(
  lines: readonly JournalLine[],
  { kindOf, timeZone }: { readonly kindOf: (line: JournalLine) => HistoryKind; readonly timeZone?: string },
): readonly string[] {
  const clock = { hourCycle: 'h23', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  const times = new Intl.DateTimeFormat('en-US', { ...clock, timeZone });
  const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone });
  const paragraphs = paragraphsOf(acts(lines), ({ at }) => days.format(at));
  return paragraphs.flatMap((told, index) => {
    const [{ line: first }] = told;
    const kind = kindOf(first);
    const ofApp = `${plainText(first.app ?? 'all apps', 60)} in ${plainText(first.org, 60)}`;
    const place = first.org === '' ? (first.action === 'accept-trail' ? 'The audit trail' : 'The daemon') : ofApp;
    const name = Object.hasOwn(runNames, kind) ? runNames[kind as keyof typeof runNames] : null;
    const title =
      kind === 'decommission' ? `Decommissioning of ${place}` : name ? `${capital(name)} of ${place}` : place;
    const head = `${title} · ${days.format(first.at)} · ${plainText(first.actor, 80)}`;
    const rows = together(told).map(({ line, words, times: count }) => {
      const day = days.format(line.at) === days.format(first.at) ? '' : `${days.format(line.at)}, `;
      const actor = line.actor === first.actor ? '' : ` · ${plainText(line.actor, 80)}`;
      return `  ${day}${times.format(line.at)}  ${capital(words)}${count > 1 ? ` (${count} times)` : ''}${actor}`;
    });
    const whys = [...new Set(told.flatMap(({ line }) => whyWords(lineWhy(line)) ?? []))].map((why) => `  ${why}`);
    return [...(index === 0 ? [] : ['']), head, ...whys, ...rows];
  });
}

/** One for each act: its outcome, or that the outcome is unknown. */
function acts(lines: readonly JournalLine[]): readonly Told[] {
  const told = [...Map.groupBy(lines, ({ intent }) => intent).values()].flatMap((all): readonly Told[] => {
    const outcome = all.find(isMissed) ?? all.findLast(({ event }) => event !== 'intended' && event !== 'noted');
    if (outcome) return [{ line: outcome, words: lineWords(outcome) ?? '' }];
    const intended = all.find(({ event }) => event === 'intended');
    if (!intended) return all.map((line) => ({ line, words: lineWords(line) ?? '' }));
    const doing = actWords(intended.action, 'doing', intended.detail);
    return [{ line: intended, words: `${doing}: outcome unknown` }];
  });
  return told.sort((one, other) => one.line.line - other.line.line);
}

/** Joins repeated acts in a row into one line with the time of the first. */
function together(told: readonly Told[]): readonly (Told & { readonly times: number })[] {
  const rows: (Told & { times: number })[] = [];
  for (const one of told) {
    const last = rows.at(-1);
    if (last && isRepeated(last, one)) last.times += 1;
    else rows.push({ ...one, times: 1 });
  }
  return rows;
}

function isRepeated(last: Told, { words, line }: Told): boolean {
  const { actor, detail } = last.line;
  return last.words === words && actor === line.actor && detail.consumerKey === line.detail.consumerKey;
}

/** Groups the lines of a run, even when others lie between them. Lines of no run are grouped by app, day and person. */
function paragraphsOf(told: readonly Told[], dayOf: (line: JournalLine) => string): readonly [Told, ...Told[]][] {
  let between = 0;
  let last = '';
  const groups = Map.groupBy(told, ({ line }) => {
    const rotation = line.detail.rotation ?? line.detail.decommission;
    const key = rotation ? String(rotation) : [line.orgId, line.app, line.actor, dayOf(line)].join(' ');
    if (key !== last && !rotation) between += 1;
    last = key;
    return rotation ? key : `${between} ${key}`;
  });
  return [...groups.values()] as [Told, ...Told[]][];
}
