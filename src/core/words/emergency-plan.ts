import { type EmergencyPlan, isShut } from '../model/emergency-plan.ts';
import type { PlanSection } from '../model/plan-section.ts';
import { formatDuration } from '../plain/duration.ts';
import { consumerWord, linesOf, nameList, plainText, sentenceText, shortKey } from '../plain/text.ts';
import { day, isoDay } from '../plain/time.ts';
import { eachCommand } from '../reasons/reason.ts';
import { containStep, openStep, stopStep } from './emergency-containment.ts';
import { breaksLines, isOpen, leakedKey, notBlockedLine, otherContacts, targetsOf } from './emergency-costs.ts';
import { leakNote } from './leak-note.ts';
import { borrowNote, wayBackNote } from './operation-plan.ts';
import { productionNote } from './org-kind.ts';
import { sealedWords } from './sealed.ts';
import { continueWords, givingUp } from './still-off.ts';

/** Shown before an emergency starts: what breaks, what keeps working, and the steps in order. */
export function emergencySections(given: EmergencyPlan, now: number): readonly PlanSection[] {
  // What an earlier call has turned off is what this one turns back on, whatever it asks for.
  const plan = { ...given, containBy: given.goesOn?.emergency?.containment?.by ?? given.containBy };
  const sections: readonly PlanSection[] = [
    { tone: 'breaks', heading: 'What breaks', lines: breaksLines(plan, now) },
    { tone: 'stays', heading: 'What keeps working', lines: staysLines(plan) },
    { tone: 'final', heading: "What can't be undone", lines: finalLines(plan) },
    { tone: 'steps', heading: 'What keyturn does, in this order', lines: stepsLines(plan) },
    { tone: 'note', heading: 'Worth knowing', lines: noteLines(plan, now) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function staysLines(plan: EmergencyPlan): readonly string[] {
  const { handedOver, byHand, upToDate, hasNoConsumers, containBy, sameUser, borrows, wayBack, obstacles } = plan;
  const isStuck = obstacles.length > 0 || !canVerify(plan) || plan.frozenFor?.isSure === true;
  const updated = targetsOf(plan);
  const others =
    !isShut(plan.leakedUse) && plan.frozenFor?.isSure !== true && (containBy === null || containBy === 'flow')
      ? (sameUser ?? [])
      : [];
  return linesOf(
    !isStuck && upToDate.length > 0 && `Already updated: ${nameList(upToDate)}.`,
    !isStuck && updated.length > 0 && `Updated automatically: ${nameList(updated)}.`,
    !isStuck &&
      hasNoConsumers &&
      handedOver.length + byHand.length + upToDate.length === 0 &&
      'No consumer loses access: the app is marked as having no consumers.',
    others.length > 0 && `Other apps of the same user: ${nameList(others)}.`,
    containBy === 'freeze' && sameUser?.length === 0 && 'No other app runs as the same user.',
    obstacles.length === 0 && borrows && borrowNote,
    wayBack && wayBackNote(wayBack),
  );
}

function finalLines(plan: EmergencyPlan): readonly string[] {
  const { slot, obstacles, goesOn } = plan;
  if (goesOn?.endedAt != null) return [];
  const inSlot = slot && slot.holder !== 'free' && !slot.isUnread && slot.consumerKey;
  if (obstacles.length > 0) {
    return linesOf(
      `When the emergency continues, keyturn deletes the leaked credentials (${leakedKey(plan)}) without asking again. They can't be restored.`,
      (slot?.isUnread || inSlot) && 'When the emergency continues, keyturn also deletes what the staging slot holds.',
    );
  }
  return linesOf(
    `The leaked credentials (${leakedKey(plan)}) can't be restored.`,
    slot?.isUnread && "What keyturn deletes from the staging slot can't be restored either.",
    inSlot && `The credentials in the staging slot (${shortKey(inSlot)}) can't be restored either.`,
  );
}

function noteLines(plan: EmergencyPlan, now: number): readonly string[] {
  const { goesOn, byHand, keepsSessions, deployAhead, unseen, otherUse, watched } = plan;
  const begunAt = goesOn ? (goesOn.emergency?.confirmedAt ?? goesOn.startedAt) : (plan.recordedAt ?? null);
  const notSeen = [...unseen, ...otherUse.unseen].map((one) => plainText(one));
  return linesOf(
    plan.takesOverFrom && takeOverNote(plan.takesOverFrom),
    begunAt === null ? leakNote(plan, now) : goesOnNote(begunAt, now),
    productionNote(plan),
    plan.obstacles.length > 0 ? stuckNotes(plan) : byHand.length > 0 && byHandNote(watched, byHand),
    otherContacts(plan).length > 0 && `Contacts: ${otherContacts(plan).join('; ')}.`,
    plan.obstacles.length === 0 && lastResort(plan),
    keepsSessions &&
      goesOn?.endedAt == null &&
      'Live sessions are kept: a token issued for the leaked credentials works until it expires.',
    deployAhead &&
      `A deploy is running in the org (${plainText(deployAhead, 40)}). Steps that need a deploy may have to wait for it.`,
    plan.whyReportElsewhere &&
      `keyturn writes the report to its own folder: ${plainText(plan.whyReportElsewhere, 200)}.`,
    notSeen.length > 0 && `keyturn couldn't check these, so more may break: ${notSeen.join('; ')}.`,
  );
}

/** Where to see what another process does in an emergency of the same app. */
export function atWorkWords(app: string): string {
  return `See how far that emergency is: \`keyturn status ${app}\``;
}

/** What happens if no new credentials can be made after all. */
function lastResort({ containBy, notContained, isContainWanted, goesOn }: EmergencyPlan): string | null {
  if (goesOn?.stays != null) return null;
  if (containBy !== null) return 'If no new credentials can be made, access stays blocked.';
  if (notContained === null)
    return 'If no new credentials can be made, keyturn turns off OAuth for the app, so that nobody gets in.';
  return isContainWanted ? null : notBlockedLine(notContained);
}

function takeOverNote(holder: string): string {
  return `Another keyturn process works on this app now (${plainText(holder, 100)}). Once you confirm, keyturn takes over from it. It can't change anything after that.`;
}

/** How to get out of a containment without new credentials. */
function stuckNotes({ watched, obstacles, containBy, keepsSessions, isUnrecorded }: EmergencyPlan): readonly string[] {
  const { app, executionUser } = watched;
  return linesOf(
    ...obstacles.flatMap(({ cures }) => cures.map((cure) => sentenceText(cure))),
    isUnrecorded ? unrecordedNote : continueWords(app),
    !keepsSessions &&
      'Live sessions end only when the emergency continues. A token issued for the leaked credentials works until then.',
    containBy !== null &&
      !isUnrecorded &&
      givingUp(app, containBy === 'freeze' ? { user: executionUser?.username ?? null } : 'flow'),
  );
}

const unrecordedNote =
  'keyturn keeps the record of what it turns off in a file, and names the command that continues from it. Until then, access stays blocked.';

function byHandNote({ app, consumers }: EmergencyPlan['watched'], byHand: readonly string[]): string {
  const each = byHand.length === 1 ? ' with' : ' each:';
  const confirms = eachCommand(byHand.map((name) => `\`keyturn handed-over ${app} ${consumerWord(name)}\``));
  const sealed = sealedWords(app, byHand, { consumers, which: 'new' }).map((line) => `${line} `);
  return `By hand: \`keyturn reveal ${app}\` shows the new credentials. ${sealed.join('')}Then confirm${each} ${confirms}.`;
}

function goesOnNote(confirmedAt: number, now: number): string {
  const ago = formatDuration(Math.max(0, now - confirmedAt));
  const onDay = now - confirmedAt < day ? '' : `, on ${isoDay(confirmedAt)}`;
  return `This continues the emergency confirmed ${ago} ago${onDay}. Finished steps are not repeated.`;
}

/** The steps in order. An emergency that continues shows those that are left. */
function stepsLines(plan: EmergencyPlan): readonly string[] {
  return stepsOf(plan)
    .filter(([, isDone]) => !isDone)
    .map(([line]) => line);
}

/** A sentence, and whether the emergency that continues has done it. */
type PlannedStep = readonly [line: string, isDone: boolean];

function stepsOf(plan: EmergencyPlan): readonly PlannedStep[] {
  const { containBy, keepsSessions, goesOn, wasBlocked } = plan;
  const run = goesOn?.emergency ?? null;
  const isContained = containBy !== null;
  if (plan.obstacles.length > 0) {
    const [block, verify] = containSteps(plan);
    // Only stored credentials can be tested while the app is blocked.
    return [block, ...(plan.leakedUse === null ? [] : [verify]), [stopStep(plan), false]];
  }
  const proofs: readonly PlannedStep[] = [
    [openStep(plan), isOpen(plan)],
    ...(canVerify(plan)
      ? [['Verify the new credentials with a real token.', goesOn?.primaryProvedAt != null] as const]
      : []),
  ];
  return [
    ...(isContained ? containSteps(plan) : []),
    ...(plan.replaceBy === 'deploy' ? deploySteps(plan) : stagingSteps(plan)),
    ...(isContained ? proofs : []),
    [
      `Verify that Salesforce refuses the leaked credentials${isContained && !wasBlocked ? ' while access is open' : ''}.`,
      goesOn?.refusedAt != null,
    ],
    ...(keepsSessions ? [] : [sessionsStep(plan)]),
    ['Write the incident report.', run?.report != null],
    ...(run === null ? [] : restSteps(plan)),
  ];
}

/** What an emergency that continues does after its report. */
function restSteps({ byHand, goesOn, containBy }: EmergencyPlan): readonly PlannedStep[] {
  const isProved = containBy !== null || goesOn?.endedAt == null || goesOn.primaryProvedAt !== null;
  return [
    ['Verify the new credentials with a real token.', isProved],
    [`Wait until a person has updated ${nameList(byHand)}.`, byHand.length === 0],
    ['Check the org again, and end the emergency.', goesOn?.finishedAt != null],
  ];
}

function sessionsStep({ goesOn }: EmergencyPlan): PlannedStep {
  return ['End the live sessions of the app that the org lists.', goesOn?.emergency?.sessionsSweptAt != null];
}

function containSteps(plan: EmergencyPlan): readonly [block: PlannedStep, verify: PlannedStep] {
  const { goesOn } = plan;
  const containment = goesOn?.emergency?.containment ?? null;
  const isEnded = goesOn?.endedAt != null;
  return [
    [containStep(plan), isEnded || containment?.containedAt != null || plan.recordedAt !== undefined],
    ['Verify that every token request is refused.', isEnded || containment?.provedAt != null],
  ];
}

function stagingSteps(plan: EmergencyPlan): readonly PlannedStep[] {
  const { slot, containBy, goesOn } = plan;
  const isSaved = goesOn?.savedAt != null;
  const promote: PlannedStep = [
    `Promote the new credentials, and delete the leaked ones (${leakedKey(plan)}).`,
    goesOn?.endedAt != null,
  ];
  return [
    ...(slot && slot.holder !== 'free'
      ? [
          [
            slot.isUnread
              ? 'Delete what the staging slot holds, if anything.'
              : 'Delete the credentials in the staging slot to free it.',
            goesOn?.stays != null,
          ] as const,
        ]
      : []),
    containBy === null && canVerify(plan)
      ? [
          'Stage new credentials, save them, and verify them with a real token.',
          isSaved && goesOn?.stagedProvedAt != null,
        ]
      : [`Stage new credentials and save them. ${verifiedLater}`, isSaved],
    // While access is blocked, keyturn deletes the leaked credentials before it delivers the new ones.
    ...(containBy === null ? [...handOverSteps(plan), promote] : [promote, ...handOverSteps(plan)]),
  ];
}

function deploySteps(plan: EmergencyPlan): readonly PlannedStep[] {
  const { containBy, goesOn, slot } = plan;
  const isSaved = goesOn?.savedAt != null;
  return [
    [`Replace the leaked credentials (${leakedKey(plan)}) by a deploy.`, goesOn?.stays != null],
    containBy === null && canVerify(plan)
      ? [
          'Read the new credentials, save them, and verify them with a real token.',
          isSaved && goesOn?.primaryProvedAt != null,
        ]
      : [`Read the new credentials and save them. ${verifiedLater}`, isSaved],
    ...handOverSteps(plan),
    ...(slot?.isUnread ? [['Delete what the staging slot holds, if Salesforce shows it.', false] as const] : []),
  ];
}

const verifiedLater = 'They can be verified once tokens are issued again.';

/** With the app's settings, or while access stays blocked, no credentials get a token. */
function canVerify({ leakedUse, wasBlocked }: EmergencyPlan): boolean {
  return !wasBlocked && !isShut(leakedUse);
}

function handOverSteps(plan: EmergencyPlan): readonly PlannedStep[] {
  const { handedOver } = plan;
  return handedOver.length === 0
    ? []
    : [[`Deliver the new credentials to ${nameList(handedOver.map(({ name }) => name))}.`, false]];
}

/** If the credentials can't be replaced, nothing is done without a containment. */
export function blockingWords(app: string): string {
  return `If the leaked credentials must stop working now, block access: \`keyturn emergency ${app} --contain\`. The app then has no access until new credentials can be made.`;
}
