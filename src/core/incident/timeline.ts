import type { TimelineEntry } from '../model/incident.ts';
import type { JournalLine } from '../model/journal.ts';
import { plainText, shortKey } from '../plain/text.ts';
import { isoInstant } from '../plain/time.ts';
import type { WhichPair } from '../words/credential-names.ts';
import { stepWords } from '../words/incident-steps.ts';

/** All journal lines of one act: its intent, notes and outcome. */
interface ActLines {
  readonly first: JournalLine;
  /** The line to show: the outcome, otherwise the last one. */
  readonly last: JournalLine;
  readonly detail: JournalLine['detail'];
}

/** Which credentials a key belongs to, from the journal of the run. */
interface Keys {
  readonly leaked: ReadonlySet<string>;
  readonly fresh: ReadonlySet<string>;
}

/** What happened in a run, oldest first, one entry for each act. An act without an outcome is `intended`. */
export function timelineOf(lines: readonly JournalLine[], rotationId: string): readonly TimelineEntry[] {
  const own = lines.filter(({ detail }) => detail.rotation === rotationId);
  const acts = actsOf([...own, ...borrowedBy(own, lines)].sort((one, other) => one.line - other.line));
  const keys = keysOf(own);
  return acts.map((act) => entryOf(act, keys)).sort((one, other) => one.at - other.at);
}

/**
 * When keyturn asked for tokens of an app, in all runs, and when it started watching it: by the org's clock, in epoch ms.
 * @param aheadMs how far that is ahead of this computer's
 */
export function proofTimesOf(
  lines: readonly JournalLine[],
  { orgId, app }: { readonly orgId: string; readonly app: string },
  aheadMs: number,
): readonly number[] {
  return lines
    .filter((line) => (line.action === 'prove' || line.action === 'watch') && line.orgId === orgId && line.app === app)
    .map(({ at }) => at + aheadMs);
}

/** Lines about REST access to secrets name no run. Those for this app during the run belong to it. */
function borrowedBy(own: readonly JournalLine[], all: readonly JournalLine[]): readonly JournalLine[] {
  const [begin] = own;
  const end = own.at(-1);
  if (!begin || !end) return [];
  const isBorrowing = ({ action }: JournalLine) => action === 'borrow-secret-access';
  const intents = all
    .filter((line) => isBorrowing(line) && line.orgId === begin.orgId && line.app === begin.app)
    .filter(({ event, line }) => event === 'intended' && line > begin.line && line < end.line)
    .map(({ intent }) => intent);
  // Another run may turn the setting off. Its line doesn't name the app.
  return all.filter((line) => isBorrowing(line) && intents.includes(line.intent));
}

function actsOf(lines: readonly JournalLine[]): readonly ActLines[] {
  const byIntent = Map.groupBy(lines, ({ intent }) => intent);
  return [...byIntent.values()].flatMap((all): ActLines[] => {
    const [first] = all;
    const outcome = all.findLast(({ event }) => event === 'done' || event === 'failed' || event === 'recovered');
    const last = outcome ?? (first?.event === 'intended' ? first : all.at(-1));
    return first && last ? [{ first, last, detail: Object.assign({}, ...all.map(({ detail }) => detail)) }] : [];
  });
}

function keysOf(lines: readonly JournalLine[]): Keys {
  const leaked = new Set<string>();
  const fresh = new Set<string>();
  const put = (set: Set<string>, key: unknown) => void (typeof key === 'string' && set.add(key));
  for (const { action, detail } of lines) {
    put(leaked, detail.previousConsumerKey);
    if (action === 'begin-rotation') put(leaked, detail.ends);
    if (makesPair.has(action)) put(fresh, detail.consumerKey);
  }
  return { leaked, fresh };
}

const makesPair: ReadonlySet<string> = new Set(['stage', 'save-pair', 'rotate', 'replace-by-deploy']);

function entryOf({ first, last, detail }: ActLines, keys: Keys): TimelineEntry {
  // A late or missing outcome also says when the act started.
  const isLate = first !== last && last.event !== 'done';
  const begun = isLate ? `started ${isoInstant(first.at)}` : '';
  return {
    at: last.at,
    step: stepWords(last, detail, whichPair(detail.consumerKey, keys)),
    outcome: last.event,
    callId: last.intent,
    detail: [...factsOf(detail), begun].filter((part) => part !== '').join(' · '),
  };
}

function whichPair(key: JournalLine['detail'][string] | undefined, { leaked, fresh }: Keys): WhichPair {
  if (typeof key !== 'string') return 'pair';
  if (leaked.has(key)) return 'leaked pair';
  return fresh.has(key) ? 'new pair' : 'other pair';
}

/** Facts that the words already contain. */
const told: ReadonlySet<string> = new Set([
  'rotation',
  'answer',
  'by',
  'status',
  'kind',
  'graceDays',
  'phase',
  'ends',
  'stays',
  'was',
  'outcome',
  'ticket',
  'because',
]);
/** Facts that need no name. */
const plain: ReadonlySet<string> = new Set(['target', 'detail', 'reason', 'problem']);

function factsOf(detail: JournalLine['detail']): readonly string[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    if (told.has(name) || value === null || typeof value === 'boolean') return [];
    if (name === 'consumerKey') return [`key ${shortKey(String(value))}`];
    if (name === 'previousConsumerKey') return [`previous key ${shortKey(String(value))}`];
    const text = plainText(String(value), 120);
    return [plain.has(name) ? text : `${plainText(name, 40)} ${text}`];
  });
}
