import type { EmergencyPlan } from '../incident/emergency-plan.ts';
import { dayOf } from '../machine/slot-reasons.ts';
import type { PlanSection } from '../model/plan-section.ts';
import { formatDuration } from '../plain/duration.ts';
import { consumerWord, plainText, shortKey } from '../plain/text.ts';
import { breaksLines } from './breaks-words.ts';
import { leakedKey, listOf, targetsOf } from './plan-names.ts';
import { stepsLines } from './steps-words.ts';

/** What is shown before an emergency starts: what it costs, what it spares, and what is done in which order. */
export function emergencySections(plan: EmergencyPlan, now: number): readonly PlanSection[] {
  const sections: readonly PlanSection[] = [
    { tone: 'breaks', heading: 'What will break', lines: breaksLines(plan, now) },
    { tone: 'stays', heading: 'What goes on', lines: staysLines(plan) },
    { tone: 'final', heading: 'What can’t be undone', lines: finalLines(plan) },
    { tone: 'steps', heading: 'What is done, in this order', lines: stepsLines(plan) },
    { tone: 'note', heading: 'Worth knowing', lines: noteLines(plan, now) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function staysLines(plan: EmergencyPlan): readonly string[] {
  const { handedOver, byHand, hasNoConsumers, containBy, sameUser, borrows, wayBack } = plan;
  const others = containBy === null || containBy === 'flow' ? (sameUser ?? []) : [];
  return [
    ...(handedOver.length > 0 ? [`Gets the new pair without a person: ${targetsOf(plan)}.`] : []),
    ...(hasNoConsumers && handedOver.length + byHand.length === 0
      ? ['No consumer loses access: it was said that nobody uses this pair.']
      : []),
    ...(others.length > 0 ? [`Other apps of the same user: ${listOf(others)}.`] : []),
    ...(containBy === 'freeze' && sameUser?.length === 0 ? ['No other app runs as the same user.'] : []),
    ...(borrows ? ['Secret access over REST is off: it is turned on for the moment, and given back.'] : []),
    ...(wayBack ? [`keyturn signs in through this app; the work is done as ${plainText(wayBack, 80)} instead.`] : []),
  ];
}

function finalLines(plan: EmergencyPlan): readonly string[] {
  const { slot } = plan;
  const deleted =
    slot && slot.holder !== 'free' && slot.consumerKey
      ? `, nor can the one in the slot (${shortKey(slot.consumerKey)})`
      : '';
  return [`The leaked pair (${leakedKey(plan)}) can’t be brought back${deleted}.`];
}

function noteLines(plan: EmergencyPlan, now: number): readonly string[] {
  const { goesOn, isProduction, orgName, byHand, keepsSessions, deployAhead, unseen, otherUse, watched, leakedUse } =
    plan;
  const notSeen = [...unseen, ...otherUse.unseen].map((one) => plainText(one));
  return [
    ...(goesOn ? [goesOnNote(goesOn.emergency?.confirmedAt ?? goesOn.startedAt, now)] : []),
    ...(goesOn ? [] : [leakedUseNote(leakedUse)]),
    `${plainText(orgName, 80)} is ${isProduction ? 'a production org' : 'no production org'}.`,
    ...(byHand.length > 0 ? [byHandNote(watched.app, byHand)] : []),
    'If no new pair can be made, the flow is turned off, so that nobody gets in.',
    ...(keepsSessions
      ? ['Live sessions are left alone: a token that was issued for the leaked pair works until it expires.']
      : []),
    ...(deployAhead
      ? [
          `A deploy is under way in the org (${plainText(deployAhead, 40)}); what goes the same way may have to wait for it.`,
        ]
      : []),
    ...(plan.whyReportElsewhere
      ? [`The report goes to keyturn’s own folder: ${plainText(plan.whyReportElsewhere, 200)}.`]
      : []),
    ...(notSeen.length > 0 ? [`Could not be looked at, so more may break: ${notSeen.join('; ')}.`] : []),
  ];
}

/** Whether it could be used, before anything is done about it. */
function leakedUseNote(use: EmergencyPlan['leakedUse']): string {
  if (use === null) return 'The leaked pair is not kept here: whether it gets tokens now can’t be tried.';
  if (use.getsToken) return 'The leaked pair gets tokens now.';
  const why = plainText(use.why ?? '', 300);
  return use.isSetUp
    ? `The leaked pair gets no token now, and neither will the new one: ${why}. It is replaced and refused all the same; the new pair can’t be proved before that is mended.`
    : `From here the leaked pair gets no token now: ${why}. Somewhere else it may.`;
}

function byHandNote(app: string, byHand: readonly string[]): string {
  const name = byHand.length === 1 ? consumerWord(byHand[0]) : '"<consumer name>"';
  const each = byHand.length === 1 ? 'it' : 'each of them';
  return `By hand: \`keyturn reveal ${app}\` shows the new pair; \`keyturn handed-over ${app} ${name}\` says that ${each} has it.`;
}

function goesOnNote(confirmedAt: number, now: number): string {
  const ago = formatDuration(Math.max(0, now - confirmedAt));
  const day = now - confirmedAt < 86_400_000 ? '' : `, on ${dayOf(confirmedAt)}`;
  return `An emergency that was confirmed ${ago} ago${day} goes on; what is done already is not done again.`;
}
