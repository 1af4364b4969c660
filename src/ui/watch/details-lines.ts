import { mayDelete } from '../../core/machine/may-delete.ts';
import type { AppStatus } from '../../core/model/app-status.ts';
import type { JournalLine } from '../../core/model/journal.ts';
import type { DeliveryState } from '../../core/model/rotation.ts';
import { consumerName, targetText } from '../../core/model/target.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { relativeTime } from '../../core/plain/duration.ts';
import { countOf, plainText, shortKey } from '../../core/plain/text.ts';
import { type KnownPair, knownPairs } from '../../core/status/known-pairs.ts';
import { offersOf } from '../../core/status/offers.ts';
import { dayWord } from '../../core/words/app-state.ts';
import { deliveryWords } from '../../core/words/deliveries.ts';
import { nextStepWords } from '../../core/words/next-step.ts';
import { comingEvents, pastEvents, type TimelineEvent } from '../../core/words/timeline.ts';
import { blank, dim, type Line, marked, marks, type StyledText, spaced, toWidth } from '../kit/line.ts';
import { titleLine } from './watch-list-lines.ts';

interface Details {
  readonly row: AppStatus;
  /** null while it is being read. */
  readonly history: readonly JournalLine[] | null;
  readonly now: number;
  readonly width: number;
}

/** More is in `keyturn history`. */
const mostPast = 60;
const nameColumn = 9;

/** Everything that is remembered of an app: what needs a person first, what is for looking up last. */
export function detailsLines({ row, history, now, width }: Details): readonly Line[] {
  return spaced([
    [titleLine(row, now, width), ...attentionLines(row, now, width)],
    factLines(row, now, width),
    pairLines(row, now, width),
    consumerLines(row, now, width),
    timelineLines({ row, history, now, width }),
  ]);
}

function attentionLines(row: AppStatus, now: number, width: number): readonly Line[] {
  const { watched, attention } = row;
  const drift = watched.lastCheck?.drift ?? [];
  const isDriftAlone = attention !== null && drift.some(({ sentence }) => sentence === attention);
  const next = nextOf(row, now);
  return [
    ...(attention === null || isDriftAlone ? [] : marked(marks.caution, plainText(attention, 400), width)),
    ...drift.flatMap(({ sentence, cure }) => [
      ...marked(marks.caution, plainText(sentence, 400), width),
      ...marked(marks.cure, plainText(cure, 400), width),
    ]),
    ...(next ? marked({ text: '→ ', role: 'accent' }, plainText(next, 400), width) : []),
  ];
}

/** What to do next, by its key where it has one. */
function nextOf(row: AppStatus, now: number): string | null {
  const { watched, rotation } = row;
  if (rotation === null || rotation.finishedAt !== null) return null;
  const offers = offersOf(row, now);
  if (offers['handed-over'] === null) {
    const others = rotation.deliveries.some(({ status }) => status === 'failed') ? ' g tries the others again.' : '';
    return `v shows the new pair to whoever updates it; then h says that it is done.${others}`;
  }
  if (offers.resume === null) return 'g goes on from where it stopped.';
  return rotation.kind === 'stage'
    ? 'r hands the staged pair over and makes it primary.'
    : nextStepWords(rotation, mayDelete(rotation, watched.policy.automation));
}

function factLines({ watched, ageDays, dueAt }: AppStatus, now: number, width: number): readonly Line[] {
  const { policy, lastCheck, lastProof, store, org, orgName } = watched;
  const age = ageDays === null ? 'age unknown' : `${countOf(ageDays, 'day')} old`;
  const place = orgName && orgName !== org ? `${plainText(orgName)} (${plainText(org)})` : plainText(org);
  const drift = lastCheck?.drift.length ?? 0;
  const facts = {
    org: `${place}${watched.isSandbox ? ' · sandbox' : ''}`,
    'runs as': watched.executionUser ? plainText(watched.executionUser.username) : 'nobody',
    key: `${shortKey(watched.consumerKey)} · ${age} · due ${dayWord(dueAt, now)}, ${relativeTime(dueAt, now)}`,
    proof: lastProof
      ? `${proofSymbols[lastProof.answer]} ${relativeTime(lastProof.at, now)}: ${plainText(lastProof.detail)}`
      : 'never proved; c does it',
    checked: lastCheck
      ? `${relativeTime(lastCheck.at, now)}: ${drift === 0 ? 'as it should be' : countOf(drift, 'drift')}`
      : 'never; c looks at the org now',
    policy: `${policy.maxAgeDays} days at most · grace ${countOf(policy.graceDays, 'day')} · ${automationWords[policy.automation]}`,
    store: store
      ? `${store.kind === 'keychain' ? 'keychain' : 'encrypted file'} · ${plainText(store.reference)}`
      : 'the pair is not kept here',
  };
  return Object.entries(facts).flatMap(([name, text]) =>
    marked({ text: toWidth(name, nameColumn), dim: true }, text, width),
  );
}

const proofSymbols = { accepted: '✔ accepted', refused: '✖ refused', inconclusive: '▲ inconclusive' } as const;
const automationWords: Readonly<Record<WatchedApp['policy']['automation'], string>> = {
  remind: 'reminds only',
  stage: 'stages ahead',
  rotate: 'rotates by itself',
};

function pairLines({ watched, rotation }: AppStatus, now: number, width: number): readonly Line[] {
  const { staged, previous } = knownPairs(watched, rotation);
  const line = (pair: KnownPair, name: string) => {
    const end =
      pair.expiresAt === null
        ? ''
        : ` · Salesforce takes it away ${dayWord(pair.expiresAt, now)}, ${relativeTime(pair.expiresAt, now)}`;
    return marked({ text: toWidth(name, nameColumn), dim: true }, `${shortKey(pair.consumerKey)}${end}`, width);
  };
  return [...(staged ? line(staged, 'staged') : []), ...(previous ? line(previous, 'previous') : [])];
}

/** While a run is open: who has the new pair. Else: who will get the next one. */
function consumerLines({ watched, rotation }: AppStatus, now: number, width: number): readonly Line[] {
  const known: readonly DeliveryState[] =
    rotation && ['rotate', 'back', 'emergency'].includes(rotation.kind) ? rotation.deliveries : [];
  const rows = known.flatMap((delivery) => deliveryLine(delivery, now, width));
  if (rows.length > 0) return [heading('Consumers'), ...rows];
  const next = watched.deliveries.map((target) => dim(`  ${plainText(targetText(target), width - 4)}`));
  if (next.length > 0) return [heading('Consumers, told at the next rotation'), ...next];
  const none = watched.hasNoConsumers
    ? 'nobody uses the pair, it was said'
    : 'none is known; `keyturn watch --deliver` names them';
  return [heading('Consumers'), ...marked({ text: '  ' }, none, width, { dim: true })];
}

const deliveryMarks: Readonly<Record<DeliveryState['status'], StyledText>> = {
  pending: { text: '  · ' },
  failed: { text: '  ✖ ', role: 'danger' },
  delivered: { text: '  ✔ ', role: 'good' },
  waiting: { text: '  ▲ ', role: 'caution' },
  confirmed: { text: '  ✔ ', role: 'good' },
};

function deliveryLine({ target, status, at, problem }: DeliveryState, now: number, width: number): readonly Line[] {
  const name = plainText(consumerName(target), 60);
  const when = at === null ? '' : `, ${dayWord(at, now)}`;
  const why = problem === null ? '' : `: ${plainText(problem, 120)}`;
  return marked(deliveryMarks[status], `${name}  ${deliveryWords[status]}${when}${why}`, width);
}

function timelineLines({ row, history, now, width }: Details): readonly Line[] {
  const coming = comingEvents(row).map((event) => eventLines(event, now, width));
  const past = pastEvents(history ?? []);
  const shown = past.slice(0, mostPast).map((event) => eventLines(event, now, width));
  const more = past.length > mostPast ? [dim(`  … ${past.length - mostPast} more in \`keyturn history\``)] : [];
  return [
    heading('To come'),
    ...coming.flat(),
    blank,
    heading('What happened'),
    ...(history === null ? [dim('  One moment…')] : shown.flat()),
    ...more,
  ];
}

function eventLines({ at, words, isTrouble }: TimelineEvent, now: number, width: number): readonly Line[] {
  const when = `  ${dayWord(at, now).padEnd(12)}${relativeTime(at, now).padEnd(14)}`;
  const mark: StyledText = {
    text: `${when}${isTrouble ? '✖ ' : '  '}`,
    ...(isTrouble ? { role: 'danger' } : { dim: true }),
  };
  return marked(mark, words, width);
}

function heading(text: string): Line {
  return [{ text, bold: true }];
}
