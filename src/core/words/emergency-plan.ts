import type { EmergencyPlan } from '../model/emergency-plan.ts';
import type { PlanSection } from '../model/plan-section.ts';
import { newTargets } from '../model/target.ts';
import { formatDuration } from '../plain/duration.ts';
import { consumerWord, linesOf, nameList, plainText, shortKey } from '../plain/text.ts';
import { day, isoDay } from '../plain/time.ts';
import { breaksLines, leakedKey, targetsOf } from './emergency-costs.ts';

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
  return linesOf(
    handedOver.length > 0 && `Gets the new pair without a person: ${targetsOf(plan)}.`,
    hasNoConsumers &&
      handedOver.length + byHand.length === 0 &&
      'No consumer loses access: it was said that nobody uses this pair.',
    others.length > 0 && `Other apps of the same user: ${nameList(others)}.`,
    containBy === 'freeze' && sameUser?.length === 0 && 'No other app runs as the same user.',
    borrows && 'Secret access over REST is off: it is turned on for the moment, and given back.',
    wayBack && `keyturn signs in through this app; the work is done as ${plainText(wayBack, 80)} instead.`,
  );
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
  return linesOf(
    goesOn ? goesOnNote(goesOn.emergency?.confirmedAt ?? goesOn.startedAt, now) : leakedUseNote(leakedUse),
    `${plainText(orgName, 80)} is ${isProduction ? 'a production org' : 'no production org'}.`,
    byHand.length > 0 && byHandNote(watched.app, byHand),
    'If no new pair can be made, the flow is turned off, so that nobody gets in.',
    keepsSessions &&
      'Live sessions are left alone: a token that was issued for the leaked pair works until it expires.',
    deployAhead &&
      `A deploy is under way in the org (${plainText(deployAhead, 40)}); what goes the same way may have to wait for it.`,
    plan.whyReportElsewhere && `The report goes to keyturn’s own folder: ${plainText(plan.whyReportElsewhere, 200)}.`,
    notSeen.length > 0 && `Could not be looked at, so more may break: ${notSeen.join('; ')}.`,
  );
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
  const onDay = now - confirmedAt < day ? '' : `, on ${isoDay(confirmedAt)}`;
  return `An emergency that was confirmed ${ago} ago${onDay} goes on; what is done already is not done again.`;
}

/** What is done, in its order; of an emergency that goes on what is left. */
function stepsLines(plan: EmergencyPlan): readonly string[] {
  // What was stopped before is what is given back, whatever this call asks for.
  const containBy = plan.goesOn?.emergency?.containment?.by ?? plan.containBy;
  return stepsOf({ ...plan, containBy })
    .filter(([, isDone]) => !isDone)
    .map(([line]) => line);
}

/** A sentence, and whether the emergency that goes on is past it. */
type PlannedStep = readonly [line: string, isDone: boolean];

function stepsOf(plan: EmergencyPlan): readonly PlannedStep[] {
  const { containBy, keepsSessions, goesOn } = plan;
  const run = goesOn?.emergency ?? null;
  const isContained = containBy !== null;
  const isOpened = run?.containment?.openedAt != null || (goesOn?.endedAt != null && run?.containment == null);
  const proofs: readonly PlannedStep[] = [
    [openStep(plan), isOpened],
    ['Prove the new pair with a real token.', goesOn?.primaryProvedAt != null],
  ];
  return [
    ...(isContained ? containSteps(plan) : []),
    ...(plan.replaceBy === 'deploy' ? deploySteps(plan) : stagingSteps(plan)),
    ...(isContained ? proofs : []),
    [`Prove that Salesforce refuses the leaked pair${isContained ? ' by itself' : ''}.`, goesOn?.refusedAt != null],
    ...(keepsSessions ? [] : [sessionsStep(plan)]),
    ['Write the incident report.', run?.report != null],
  ];
}

function sessionsStep({ goesOn }: EmergencyPlan): PlannedStep {
  return [
    'End the live sessions that came through the app, as far as the org lists them.',
    goesOn?.emergency?.sessionsSweptAt != null,
  ];
}

function containSteps(plan: EmergencyPlan): readonly PlannedStep[] {
  const { goesOn } = plan;
  const containment = goesOn?.emergency?.containment ?? null;
  const isEnded = goesOn?.endedAt != null;
  return [
    [containStep(plan), isEnded || containment?.containedAt != null],
    ['Prove that every token request is refused.', isEnded || containment?.provedAt != null],
  ];
}

function containStep({ containBy }: EmergencyPlan): string {
  if (containBy === 'flow') return 'Turn the flow off.';
  if (containBy === 'freeze') return 'Freeze the execution user.';
  return 'Turn the flow off; where the org doesn’t take that, freeze the execution user.';
}

function openStep({ containBy }: EmergencyPlan): string {
  if (containBy === 'flow') return 'Turn the flow on again.';
  if (containBy === 'freeze') return 'Unfreeze the execution user.';
  return 'Give back what was stopped.';
}

function stagingSteps(plan: EmergencyPlan): readonly PlannedStep[] {
  const { slot, containBy, goesOn } = plan;
  const isSaved = goesOn?.savedAt != null;
  return [
    ...(slot && slot.holder !== 'free'
      ? [['Delete the pair in the slot, to make room.', goesOn?.stays != null] as const]
      : []),
    containBy === null
      ? ['Stage a new pair, save it, and prove it with a real token.', isSaved && goesOn?.stagedProvedAt != null]
      : ['Stage a new pair and save it; it can be proved once tokens are issued again.', isSaved],
    ...handOverSteps(plan),
    [`Make the new pair primary, and delete the leaked one (${leakedKey(plan)}).`, goesOn?.endedAt != null],
  ];
}

function deploySteps(plan: EmergencyPlan): readonly PlannedStep[] {
  const { containBy, goesOn } = plan;
  const isSaved = goesOn?.savedAt != null;
  return [
    [`Replace the leaked pair (${leakedKey(plan)}) by a deploy.`, goesOn?.stays != null],
    containBy === null
      ? ['Read the new pair, save it, and prove it with a real token.', isSaved && goesOn?.primaryProvedAt != null]
      : ['Read the new pair and save it; it can be proved once tokens are issued again.', isSaved],
    ...handOverSteps(plan),
  ];
}

function handOverSteps(plan: EmergencyPlan): readonly PlannedStep[] {
  const before = plan.goesOn?.deliveries ?? [];
  const hasIt = before.filter(({ status }) => status === 'delivered').map(({ target }) => target);
  const left = newTargets(hasIt, plan.handedOver);
  return plan.handedOver.length === 0
    ? []
    : [[`Hand it over: ${nameList(left.map(({ name }) => name))}.`, left.length === 0]];
}

/** What a reason says of the integration where nothing has been done about the leak yet. */
export const leakLives =
  'Nothing in the org was changed: the leaked pair works for whoever has it. Setup ▸ Users ▸ the execution user ▸ Freeze stops it without keyturn.';
