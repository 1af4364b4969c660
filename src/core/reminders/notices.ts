import type { Attention } from '../model/attention.ts';
import type { Notice, NoticeKind } from '../model/notice.ts';
import { plainText } from '../plain/text.ts';
import { appLabel } from '../words/notices.ts';
import { type Before, doneMatters } from './done-matters.ts';
import { stepAt } from './ladder.ts';
import type { Matter, ReminderFacts } from './matter.ts';
import { orgMatters } from './org-matters.ts';
import { runMatters } from './run-matters.ts';
import { secretMatters } from './secret-matters.ts';

export type { ReminderFacts } from './matter.ts';

/** What is worth telling now: of every matter the step that was reached last, told before or not. */
export function noticesOf(facts: ReminderFacts): readonly Notice[] {
  return mattersOf(facts).flatMap((matter) => noticeOf(facts, matter));
}

/** The same, with what the daemon has just done by itself. */
export function noticesAfterWork(facts: ReminderFacts, before: Before): readonly Notice[] {
  return [...doneMatters(facts, before), ...mattersOf(facts)].flatMap((matter) => noticeOf(facts, matter));
}

/** Everything that is or will be worth telling as things stand. */
export function mattersOf(facts: ReminderFacts): readonly Matter[] {
  return [...secretMatters(facts), ...runMatters(facts), ...orgMatters(facts)];
}

function noticeOf(
  { watched, now }: ReminderFacts,
  { kind, subject, ladder, words, isOfOrg }: Matter,
): readonly Notice[] {
  const step = stepAt(ladder, now);
  if (step === null) return [];
  const { orgId, consumerId } = watched;
  return [
    {
      id: [orgId, ...(isOfOrg ? [] : [consumerId]), kind, ...subject, step.threshold].join(' '),
      kind,
      orgId,
      org: plainText(watched.org),
      orgName: plainText(watched.orgName),
      app: watched.app,
      label: appLabel(watched),
      consumerId,
      threshold: step.threshold,
      ...words(step),
      since: step.at,
    },
  ];
}

/** What somebody who is on it needs no reminder of. */
const acknowledgeable: ReadonlySet<NoticeKind> = new Set(['secret-age', 'staged-waiting']);

/** Whether a person asked not to hear of it: it is snoozed, or somebody is on it. */
export function isQuieted(notice: Notice, { snoozedUntil, acknowledged }: Attention, now: number): boolean {
  if (notice.severity === 'danger') return false;
  if (snoozedUntil !== null && now < snoozedUntil) return true;
  // These carry the key of the primary pair that they are about.
  return (
    acknowledged !== null && acknowledgeable.has(notice.kind) && notice.id.split(' ').includes(acknowledged.consumerKey)
  );
}
