import { type DaemonHealth, type DaemonTrouble, isTaken } from '../model/daemon-health.ts';
import type { Notice, NoticeKind } from '../model/notice.ts';
import type { SelfCheck } from '../model/self-check.ts';
import type { Severity } from '../model/severity.ts';
import { day, hour } from '../plain/time.ts';
import type { Unconfirmed } from '../reasons/unconfirmed.ts';
import { unconfirmedWords } from '../reasons/unconfirmed.ts';
import { daemonFailingWords, daemonLabel, daemonTroubleWords, passProblems } from '../words/daemon-notices.ts';
import type { NoticeText } from '../words/notices.ts';
import { type Ladder, nextStepAfter, repeating, stepAt } from './ladder.ts';

/** What a pass found out about the daemon itself. */
export interface DaemonFindings {
  /** The stores in use, as last tried. */
  readonly stores: SelfCheck['stores'];
  /** Damaged state files. `at` is epoch ms. */
  readonly setAside: readonly { readonly name: string; readonly at: number }[];
  /** Why a person must confirm the state; null if nobody must. */
  readonly unconfirmed?: Unconfirmed | null;
  /** What became of the messages of each channel in this pass; null: accepted. */
  readonly sent: readonly { readonly channel: string; readonly problem: string | null }[];
  /** The channels in the settings. */
  readonly channels: readonly string[];
  /** How to get the watch list back. */
  readonly setAsideCure: string;
  /** Whether keyturn can work in none of its orgs; null if this pass didn't look. */
  readonly isBlind: boolean | null;
}

/** From then on, a trouble is danger until somebody works on it. */
const escalatesAfterMs = 3 * day;
/** A channel that takes the next message is no trouble. */
const channelPatienceMs = hour;

/** What keeps the daemon from its work after a pass. What was known keeps its start. */
export function troublesAfter(
  before: DaemonHealth,
  { stores, setAside, unconfirmed = null, sent, channels, setAsideCure }: DaemonFindings,
  now: number,
): readonly DaemonTrouble[] {
  const known = before.troubles;
  const channelTroubles = troublesWith(known, sent, now).filter(
    ({ kind, subject }) => kind === 'channel-failing' && channels.includes(subject),
  );
  return [
    ...stores.flatMap(({ kind, found }) =>
      found === null ? [] : [begun(known, { kind: 'store-closed', subject: kind, ...found, since: now }, now)],
    ),
    ...setAside.map(({ name, at }) =>
      begun(known, { kind: 'state-set-aside', subject: name, problem: name, cure: setAsideCure, since: at }, now),
    ),
    ...(unconfirmed === null ? [] : [begun(known, unconfirmedTrouble(unconfirmed, now), now)]),
    ...channelTroubles,
  ];
}

function unconfirmedTrouble(why: Unconfirmed, since: number): DaemonTrouble {
  return { kind: 'state-unconfirmed', subject: why, problem: unconfirmedWords(why), cure: null, since };
}

/** The troubles after channels took messages, or didn't. */
export function troublesWith(
  before: readonly DaemonTrouble[],
  sent: DaemonFindings['sent'],
  now: number,
): readonly DaemonTrouble[] {
  // Of several messages, the last one says whether the channel takes them.
  const latest = [...new Map(sent.map((one) => [one.channel, one] as const)).values()];
  return [
    ...before.filter(
      ({ kind, subject }) => kind !== 'channel-failing' || latest.every((one) => one.channel !== subject),
    ),
    ...latest.flatMap(({ channel, problem }) =>
      problem === null
        ? []
        : [begun(before, { kind: 'channel-failing', subject: channel, problem, cure: null, since: now }, now)],
    ),
  ];
}

/** The trouble, with the start of the same one before. A start in the future means that the clock was set back. */
function begun(before: readonly DaemonTrouble[], trouble: DaemonTrouble, now: number): DaemonTrouble {
  const known = before.find(({ kind, subject }) => kind === trouble.kind && subject === trouble.subject);
  return { ...trouble, since: Math.min(known?.since ?? trouble.since, now) };
}

/**
 * Why a pass wasn't good, in words. Empty if it was: its stores open, it can work in an org, and a channel takes messages.
 * @param channels that get notices
 */
export function problemsOf(health: DaemonHealth, channels: readonly string[]): readonly string[] {
  const { troubles, isBlind } = health;
  const of = (kind: DaemonTrouble['kind']) => troubles.filter((one) => one.kind === kind);
  const failing = new Set(of('channel-failing').map(({ subject }) => subject));
  const isMute = channels.length > 0 && channels.every((name) => failing.has(name));
  return [
    // Nothing but a person says that the new watch list is as it should be.
    ...of('state-set-aside').flatMap(({ subject, since }) =>
      isTaken(health, since) ? [] : [passProblems.setAside(subject)],
    ),
    ...of('store-closed').map(({ subject, problem }) => passProblems.store(subject, problem)),
    ...(isBlind ? [passProblems.blind] : []),
    ...(isMute ? [passProblems.mute] : []),
  ];
}

function ladderOf({ kind, since }: DaemonTrouble): Ladder {
  return repeating(kind === 'channel-failing' ? since + channelPatienceMs : since, 1);
}

/** The notices about the daemon as of now. */
export function daemonNotices(health: DaemonHealth, now: number, host: string): readonly Notice[] {
  return health.troubles.flatMap((trouble) => {
    const { kind, subject, since } = trouble;
    const step = stepAt(ladderOf(trouble), now);
    if (step === null || isTaken(health, since)) return [];
    const words = daemonTroubleWords(trouble);
    return [noticeOf({ kind, subject: [encodeURIComponent(subject), since], step, since, words }, host)];
  });
}

/** The notice about checks that fail as a whole; null before its first step. @param failure.isLasting it doesn't pass by itself */
export function failingNotice(
  failure: { readonly since: number; readonly problem: string; readonly isLasting?: boolean },
  now: number,
  host: string,
): Notice | null {
  const { since, isLasting = false } = failure;
  const step = stepAt(repeating(isLasting ? since : since + channelPatienceMs, 1), now);
  if (step === null) return null;
  return noticeOf({ kind: 'daemon-failing', subject: [since], step, since, words: daemonFailingWords(failure) }, host);
}

/** When the next step of a trouble is due; null if nothing is. */
export function nextDaemonStep(health: DaemonHealth, now: number): number | null {
  const steps = health.troubles.flatMap((one) =>
    isTaken(health, one.since) ? [] : [nextStepAfter(ladderOf(one), now)],
  );
  return steps.length === 0 ? null : Math.min(...steps);
}

interface Told {
  readonly kind: NoticeKind;
  readonly subject: readonly (string | number)[];
  readonly step: { readonly at: number; readonly threshold: string };
  readonly since: number;
  readonly words: NoticeText;
}

function noticeOf({ kind, subject, step, since, words }: Told, host: string): Notice {
  const severity: Severity = step.at - since >= escalatesAfterMs ? 'danger' : 'caution';
  return {
    id: ['daemon', kind, ...subject, step.threshold].join(' '),
    kind,
    orgId: '',
    org: '',
    orgName: '',
    app: '',
    label: daemonLabel(host),
    consumerId: '',
    threshold: step.threshold,
    severity,
    ...words,
    since: step.at,
  };
}
