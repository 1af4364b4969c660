import { mayDelete } from '../../core/machine/may-delete.ts';
import { type AppStatus, dueIn, wasDue } from '../../core/model/app-status.ts';
import type { ConsumerStatus } from '../../core/model/consumer.ts';
import { endedBy } from '../../core/model/gone.ts';
import type { JournalLine } from '../../core/model/journal.ts';
import { deliveredWord } from '../../core/model/rotation.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { relativeTime } from '../../core/plain/duration.ts';
import { countOf, plainText, sentenceText, shortKey } from '../../core/plain/text.ts';
import { type KnownPair, knownPairs } from '../../core/status/known-pairs.ts';
import { offersOf, withoutCurrent } from '../../core/status/offers.ts';
import { dayWord } from '../../core/words/app-state.ts';
import { removedWords, consumerLines as stateLines } from '../../core/words/consumers.ts';
import { seenWords } from '../../core/words/drift.ts';
import { nextStepWords } from '../../core/words/next-step.ts';
import { deliverWords } from '../../core/words/offers.ts';
import { orgLabel } from '../../core/words/org-label.ts';
import { quietWords } from '../../core/words/quiet.ts';
import { comingEvents, pastEvents, type TimelineEvent } from '../../core/words/timeline.ts';
import { appFacts } from '../../core/words/watch-list.ts';
import { whyWords } from '../../core/words/why.ts';
import { blank, dim, type Line, marked, marks, type StyledText, spaced, toWidth } from '../kit/line.ts';
import { worded } from '../kit/wording.ts';
import { titleLine } from './watch-list-lines.ts';

interface Details {
  readonly row: AppStatus;
  /** null while loading. */
  readonly history: readonly JournalLine[] | null;
  readonly now: number;
  readonly width: number;
}

/** The rest is in `keyturn history`. */
const mostPast = 60;
const nameColumn = 9;

/** Everything about an app, what needs attention first. */
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
  const { lastCheck } = watched;
  const drift = lastCheck?.drift.map((one) => ({ ...one, said: seenWords(one, lastCheck, null) })) ?? [];
  const isDriftAlone = attention !== null && drift.some(({ said }) => said === attention);
  const next = nextOf(row, now);
  return [
    ...(attention === null || isDriftAlone ? [] : marked(marks.caution, sentenceText(attention), width)),
    ...drift.flatMap(({ said, cure }) => [
      ...marked(marks.caution, plainText(said, 440), width),
      ...marked(marks.cure, sentenceText(cure), width),
    ]),
    ...(next ? marked({ text: '→ ', role: 'accent' }, sentenceText(next), width) : []),
  ];
}

/** What to do next, with the key for it if there is one. */
function nextOf(row: AppStatus, now: number): string | null {
  const { watched, rotation } = row;
  if (endedBy(watched, rotation)) return null;
  const offers = offersOf(row, now);
  if (rotation === null || rotation.finishedAt !== null) {
    const names = withoutCurrent(watched, rotation).map(({ name }) => name);
    return names.length > 0 && offers.resume === null ? deliverWords(names) : null;
  }
  if (offers['handed-over'] === null) {
    const others = rotation.deliveries.some(({ status }) => status === 'failed') ? ' Press g to retry the others.' : '';
    return `Press v to show the ${deliveredWord(rotation)} credentials, update the consumer, then press h to confirm.${others}`;
  }
  if (offers.resume === null) return 'Press g to continue.';
  return rotation.kind === 'stage'
    ? 'Press r to deliver and promote the staged credentials.'
    : nextStepWords(rotation, mayDelete(rotation, watched.policy.automation), now);
}

function factLines(row: AppStatus, now: number, width: number): readonly Line[] {
  const { watched, rotation, ageDays, dueAt } = row;
  const { policy, lastCheck, lastProof, store } = watched;
  const age = ageDays === null ? 'age unknown' : `${countOf(ageDays, 'day')} old`;
  const drift = lastCheck?.drift.length ?? 0;
  const facts = {
    org: `${orgLabel(watched)}${watched.isSandbox ? ' · sandbox' : ''}`,
    'runs as': watched.executionUser ? plainText(watched.executionUser.username) : 'nobody',
    key: `${shortKey(watched.consumerKey)} · ${age} · ${appFacts[wasDue(row, now) ? 'wasDue' : 'due'](dayWord(dueAt, now), dueIn(row, now))}`,
    verified: lastProof
      ? `${proofSymbols[lastProof.answer]} ${relativeTime(lastProof.at, now)}: ${plainText(lastProof.detail)}`
      : 'not yet; press c to verify',
    checked:
      lastCheck && !lastCheck.isFirstLook
        ? drift === 0
          ? appFacts.noDrift(relativeTime(lastCheck.at, now))
          : appFacts.drift(relativeTime(lastCheck.at, now), drift)
        : 'not yet; press c to check',
    policy: `maximum age ${countOf(policy.maxAgeDays, 'day')} · grace ${countOf(policy.graceDays, 'day')} · ${automationWords[policy.automation]}`,
    store: store
      ? `${store.kind === 'keychain' ? 'keychain' : 'encrypted file'} · ${plainText(store.reference)}`
      : appFacts.notStored,
  };
  const why = rotation?.finishedAt === null ? whyWords(rotation.why) : null;
  const quiet = quietWords(watched, now).join(' ');
  return Object.entries({ ...facts, ...(why ? { run: why } : {}), ...(quiet ? { notices: quiet } : {}) }).flatMap(
    ([name, text]) => marked({ text: toWidth(name, nameColumn), dim: true }, text, width),
  );
}

const proofSymbols = { accepted: '✔', refused: '✖ refused', inconclusive: '▲ unknown' } as const;
const automationWords: Readonly<Record<WatchedApp['policy']['automation'], string>> = {
  remind: 'reminds only',
  stage: 'stages automatically',
  rotate: 'rotates automatically',
};

function pairLines({ watched, rotation }: AppStatus, now: number, width: number): readonly Line[] {
  const { staged, previous } = knownPairs(watched, rotation);
  const line = (pair: KnownPair, name: string) => {
    const end =
      pair.expiresAt === null
        ? ''
        : ` · ${appFacts[pair.expiresAt > now ? 'removes' : 'removed'](dayWord(pair.expiresAt, now), relativeTime(pair.expiresAt, now))}`;
    return marked({ text: toWidth(name, nameColumn), dim: true }, `${shortKey(pair.consumerKey)}${end}`, width);
  };
  return [...(staged ? line(staged, 'staged') : []), ...(previous ? line(previous, 'previous') : [])];
}

function consumerLines({ watched, rotation }: AppStatus, now: number, width: number): readonly Line[] {
  const rows = stateLines(watched, rotation, now).flatMap(({ status, text }) =>
    marked(stateMarks[status], text, width),
  );
  const removed = rotation?.finishedAt === null ? removedWords(rotation) : null;
  const gone = removed ? marked(marks.caution, removed, width) : [];
  if (rows.length + gone.length > 0) return [heading('Consumers'), ...rows, ...gone];
  const none = watched.hasNoConsumers ? appFacts.noConsumers : appFacts.noneKnown;
  return [heading('Consumers'), ...marked({ text: '  ' }, none, width, { dim: true })];
}

const stateMarks: Readonly<Record<ConsumerStatus, StyledText>> = {
  unknown: { text: '  · ' },
  failing: { text: '  ✖ ', role: 'danger' },
  delivered: { text: '  ✔ ', role: 'good' },
  notified: { text: '  ▲ ', role: 'caution' },
  confirmed: { text: '  ✔ ', role: 'good' },
};

function timelineLines({ row, history, now, width }: Details): readonly Line[] {
  const coming = comingEvents(row, now).map((event) => eventLines(event, now, width));
  const past = pastEvents(history ?? []);
  const shown = past.slice(0, mostPast).map((event) => eventLines(event, now, width));
  const more = past.length > mostPast ? [dim(worded(`  … ${past.length - mostPast} more in \`keyturn history\``))] : [];
  return [
    ...(coming.length > 0 ? [heading('Coming up'), ...coming.flat(), blank] : []),
    heading('History'),
    ...(history === null ? [dim('  Loading…')] : shown.flat()),
    ...more,
  ];
}

function eventLines({ at, words, isTrouble, isGood }: TimelineEvent, now: number, width: number): readonly Line[] {
  const when = `  ${dayWord(at, now).padEnd(12)}${relativeTime(at, now).padEnd(14)}`;
  const mark: StyledText = {
    text: `${when}${isTrouble ? '✖ ' : isGood ? '✔ ' : '  '}`,
    ...(isTrouble ? { role: 'danger' } : isGood ? { role: 'good' } : { dim: true }),
  };
  return marked(mark, words, width);
}

function heading(text: string): Line {
  return [{ text, bold: true }];
}
