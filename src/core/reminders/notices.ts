import { asSeen } from '../machine/as-seen.ts';
import type { Attention } from '../model/attention.ts';
import { type DaemonHealth, isTaken } from '../model/daemon-health.ts';
import { endedBy, goneFinding } from '../model/gone.ts';
import type { Notice, NoticeKind } from '../model/notice.ts';
import type { Why } from '../model/why.ts';
import { plainText } from '../plain/text.ts';
import { appLabel } from '../words/notices.ts';
import { whyWords } from '../words/why.ts';
import { consumerMatters } from './consumer-matters.ts';
import { type Before, doneMatters } from './done-matters.ts';
import { stepAt } from './ladder.ts';
import type { Matter, ReminderFacts } from './matter.ts';
import { orgMatters } from './org-matters.ts';
import { runMatters } from './run-matters.ts';
import { secretMatters } from './secret-matters.ts';

export type { ReminderFacts } from './matter.ts';

/** The notices as of now: the last step of each matter, whether sent before or not. */
export function noticesOf(facts: ReminderFacts): readonly Notice[] {
  return mattersOf(facts).flatMap((matter) => noticeOf(facts, matter));
}

/** The same, plus what the daemon has just done. */
export function noticesAfterWork(facts: ReminderFacts, before: Before): readonly Notice[] {
  return [...doneMatters(facts, before), ...mattersOf(facts)].flatMap((matter) => noticeOf(facts, matter));
}

/** Every matter, whether due now or later. */
export function mattersOf(given: ReminderFacts): readonly Matter[] {
  // The age of credentials that are about to end is nobody's business, and so is the flow that keyturn turned off.
  if (given.watched.decommission) return [];
  const { watched } = given;
  const rotation = asSeen(watched, given.rotation);
  const facts = { ...given, rotation };
  if (goneFinding(watched)) {
    // Only what an open emergency has blocked is still to be restored.
    const blocked = endedBy(watched, rotation)
      ? []
      : runMatters(facts).filter(({ kind }) => kind === 'rotation-blocked');
    return [...blocked, ...orgMatters(facts)];
  }
  return [...secretMatters(facts), ...runMatters(facts), ...consumerMatters(facts), ...orgMatters(facts)];
}

/** Whether what a notice reports still holds, also where the clock was set back to a time before its step. */
export function isStillSo(facts: ReminderFacts, { id, threshold }: Pick<Notice, 'id' | 'threshold'>): boolean {
  return mattersOf(facts).some((matter) => `${matterId(facts, matter)} ${threshold}` === id);
}

function matterId({ watched }: ReminderFacts, { kind, subject, isOfOrg }: Matter): string {
  const { orgId, consumerId } = watched;
  return [orgId, ...(isOfOrg ? [] : [consumerId]), kind, ...subject].join(' ');
}

function noticeOf(facts: ReminderFacts, matter: Matter): readonly Notice[] {
  const { watched, rotation, now } = facts;
  const { kind, ladder, words, handOver } = matter;
  const step = stepAt(ladder, now);
  if (step === null) return [];
  const { orgId, consumerId } = watched;
  return [
    {
      id: `${matterId(facts, matter)} ${step.threshold}`,
      kind,
      orgId,
      org: plainText(watched.org),
      orgName: plainText(watched.orgName),
      app: watched.app,
      label: appLabel(watched),
      consumerId,
      threshold: step.threshold,
      ...withTicket(words({ ...step, at: now }), ofRun.has(kind) ? rotation?.why : null),
      since: step.at,
      ...(handOver ? { handOver } : {}),
    },
  ];
}

/** Notices about a run. */
const ofRun: ReadonlySet<NoticeKind> = new Set([
  'staged-waiting',
  'staged-expires',
  'overlap-ends',
  'consumer-waiting',
  'consumers-unconfirmed',
  'rotation-blocked',
  'done-by-daemon',
]);

function withTicket<Words extends Pick<Notice, 'text'>>(words: Words, why: Why | null | undefined): Words {
  const told = whyWords(why);
  return told === null ? words : { ...words, text: `${words.text} ${told}` };
}

/** Notices that an acknowledgment silences. */
const acknowledgeable: ReadonlySet<NoticeKind> = new Set(['secret-age', 'staged-waiting']);

/** Whether somebody works on why the daemon can't work in the app's org. */
export function isTakenOfOrg(
  { kind }: Pick<Notice, 'kind'>,
  { trouble, lastCheck, adoptedAt }: ReminderFacts['watched'],
  health: Pick<DaemonHealth, 'acknowledged'>,
): boolean {
  if (kind === 'sign-in-broken') return trouble !== null && isTaken(health, trouble.since);
  return kind === 'org-unseen' && isTaken(health, lastCheck?.at ?? adoptedAt);
}

/** A contact hears that credentials are waiting, even while the owner's reminders are paused. */
export function isFirstOfContact({ kind, threshold }: Pick<Notice, 'kind' | 'threshold'>): boolean {
  return kind === 'consumer-waiting' && threshold === '0d';
}

/** Whether the notice is snoozed or acknowledged. Urgent ones never are. */
export function isQuieted(notice: Notice, { snoozedUntil, acknowledged }: Attention, now: number): boolean {
  if (notice.severity === 'danger' || isFirstOfContact(notice)) return false;
  if (snoozedUntil !== null && now < snoozedUntil) return true;
  // The ids of these notices contain the current consumer key.
  return (
    acknowledged !== null && acknowledgeable.has(notice.kind) && notice.id.split(' ').includes(acknowledged.consumerKey)
  );
}
