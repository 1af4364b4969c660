import { deletesNothing, type Plan, type Verdict } from '../model/operation-plan.ts';
import type { PlanSection } from '../model/plan-section.ts';
import { hasPair, isHandedOver, nameOf, type Rotation } from '../model/rotation.ts';
import { undelivered } from '../model/rotation-deliveries.ts';
import { authorName } from '../model/slot.ts';
import { isManual, isSameTarget, type Target } from '../model/target.ts';
import { countOf, linesOf, nameList, plainText, shortKey } from '../plain/text.ts';
import { day, isoDay } from '../plain/time.ts';
import { clockWords } from './attention.ts';
import { plannedConsumer, removedWords } from './consumers.ts';
import { noTokenLine } from './no-token-plan.ts';

/** What the run does, and where. */
export function planTitle({ kind, watched, orgName, isProduction }: Plan): string {
  const production = isProduction ? ' (production)' : '';
  return `${planHeadings[kind]} ${plainText(watched.label || watched.app)} in ${plainText(orgName)}${production}`;
}

/** The steps in order, what may break, and what can be undone. */
export function planSections(plan: Plan, now: number): readonly PlanSection[] {
  const sections: readonly PlanSection[] = [
    { tone: 'steps', heading: null, lines: stepsOf(plan, now) },
    { tone: 'breaks', heading: 'What may break', lines: breaksLines(plan) },
    { tone: 'note', heading: 'Worth knowing', lines: noteLines(plan) },
    ...(plan.verdict ? [verdictSection(plan.verdict)] : []),
    endSection(plan),
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

/** What the run does, before the app's name. */
export const planHeadings: Readonly<Record<Plan['kind'], string>> = {
  stage: 'Stage new credentials for',
  rotate: 'Rotate the credentials of',
  back: 'Switch back to the previous credentials of',
  retire: 'Retire the previous credentials of',
  discard: 'Discard the staged credentials of',
};

function stepsOf(plan: Plan, now: number): readonly string[] {
  const { kind, watched, goesOn } = plan;
  const key = shortKey(watched.consumerKey);
  if (plan.isPromoted && (kind === 'rotate' || kind === 'back')) return promotedSteps(plan, now);
  switch (kind) {
    case 'stage':
      return [...stagingSteps(plan), `Nothing else changes: consumers keep using ${key}.`];
    case 'rotate': {
      const handOver = plan.deliveries.length > 0 ? [handOverStep(plan)] : [];
      const isRotateFirst = goesOn?.order === 'rotate-first';
      const rotate = 'Promote the new credentials, and verify them again.';
      return [
        ...stagingSteps(plan),
        ...(isRotateFirst ? [rotate, ...handOver] : [...handOver, rotate]),
        ...endSteps(plan, now),
      ];
    }
    case 'back':
      return [
        `Verify the previous credentials${keyOf(plan)}, then promote them again.`,
        ...(plan.deliveries.length > 0 ? [`Deliver them to ${targetsOf(plan)}.`] : []),
        `The credentials in use now (${key}) become the previous ones. ${replacedEnd(plan, 'They')}`,
      ];
    case 'retire':
      if (deletesNothing(plan)) return [`Verify the current credentials (${key}).`, ...goneSteps('previous')];
      return [
        ...lookSteps(plan),
        `Verify the current credentials (${key}).`,
        plan.slot?.state === 'Expired'
          ? `Delete the previous credentials${keyOf(plan)}, which have expired.`
          : `Delete the previous credentials${keyOf(plan)}. Consumers that still use them lose access.`,
        'Verify that Salesforce refuses them.',
      ];
    case 'discard':
      return [
        ...lookSteps(plan),
        ...(plan.deliveries.length > 0 ? [returnStep(plan)] : []),
        ...(deletesNothing(plan) ? goneSteps('staged') : deleteStagedSteps(plan)),
      ];
  }
}

/** Nobody knows before the slot is read whether anything is there to delete, or whose it is. */
function lookSteps({ unread, kind }: Plan): readonly string[] {
  if (unread?.consumerKey !== null) return [];
  const which = kind === 'retire' ? 'previous' : 'staged';
  return [`Read the staging slot. If it holds no ${which} credentials, stop, and delete nothing.`];
}

/** Nothing is left to delete. */
function goneSteps(which: 'previous' | 'staged'): readonly string[] {
  return [
    `The org no longer has the ${which} credentials, so nothing is deleted.`,
    'Verify that Salesforce refuses them.',
  ];
}

function deleteStagedSteps(plan: Plan): readonly string[] {
  const key = shortKey(plan.watched.consumerKey);
  return [
    `Delete the staged credentials${keyOf(plan)}, which were never promoted.`,
    `Verify that Salesforce refuses them. Consumers keep using ${key}.`,
  ];
}

/** A space and the key in the slot, by keyturn's record while the slot can't be read; nothing if unknown. */
function keyOf({ slot, unread }: Plan): string {
  const key = slot?.consumerKey ?? unread?.consumerKey;
  return key ? ` (${shortKey(key)})` : '';
}

/** The slot may hold something else than keyturn's record says. */
function unreadLines({ unread, kind }: Plan): readonly string[] {
  if (unread === undefined) return [];
  const key = unread.consumerKey === null ? '' : shortKey(unread.consumerKey);
  const which = kind === 'retire' ? 'previous credentials' : 'staged credentials';
  const effect =
    kind === 'retire' ? 'and consumers that still use them lose access' : 'also if somebody else staged them';
  return linesOf(
    key !== '' && `By keyturn's record, the staging slot holds ${key}.`,
    `keyturn can't read the staging slot now. Whatever ${which} are in it are deleted, ${effect}.`,
  );
}

/** The staged credentials of the run before. */
function expiredLine({ stays, staged, deliveries }: Rotation): string {
  const on = staged?.expiresAt == null ? '' : ` on ${isoDay(staged.expiresAt)}`;
  const names = deliveries.filter(hasPair).map(nameOf);
  const holders = names.length === 0 ? '' : ` Consumers that get no token with them now: ${nameList(names)}.`;
  return `The staged credentials (${shortKey(stays ?? '')}) expired${on}, so keyturn stages others.${holders}`;
}

/** What is left after a promotion that isn't recorded yet. */
function promotedSteps(plan: Plan, now: number): readonly string[] {
  const { kind, goesOn, watched } = plan;
  const isBack = kind === 'back';
  return linesOf(
    `Salesforce already made the ${isBack ? 'previous' : 'new'} credentials (${shortKey(goesOn?.stays ?? '')}) current. Verify them with a real token.`,
    plan.deliveries.length > 0 && (isBack ? `Deliver them to ${targetsOf(plan)}.` : handOverStep(plan)),
    isBack ? replacedEnd(plan, `The replaced credentials (${shortKey(watched.consumerKey)})`) : endSteps(plan, now),
  );
}

function stagingSteps({ goesOn, holder, slot }: Plan): readonly string[] {
  const isThere = goesOn?.savedAt != null || holder === 'ours';
  const first = isThere
    ? `Read the staged credentials (${shortKey(goesOn?.stays ?? slot?.consumerKey ?? '')}) from the secret store.`
    : 'Stage new credentials, and save them before doing anything else.';
  return [first, 'Verify them with a real token.'];
}

function handOverStep(plan: Plan): string {
  const { goesOn } = plan;
  const isListed = goesOn !== null && plan.deliveries.every((target) => isConsumerOf(goesOn, target));
  if (isListed && isHandedOver(goesOn)) return `Already delivered to ${targetsOf(plan)}.`;
  const isAllByHand = plan.deliveries.every((target) => isManual(target));
  const hasIt = (target: Target) =>
    goesOn?.deliveries.some((one) => isSameTarget(one.target, target) && hasPair(one)) === true;
  const left = { ...plan, deliveries: plan.deliveries.filter((target) => !hasIt(target)) };
  return isAllByHand || (isListed && undelivered(goesOn).length === 0)
    ? `Wait until a person has updated ${targetsOf(left)}.`
    : `Deliver them to ${targetsOf(left)}. The rotation stops here if a delivery fails.`;
}

/** Whether the run already delivers to this consumer. A consumer added since isn't in its list. */
function isConsumerOf({ deliveries }: Rotation, target: Target): boolean {
  return deliveries.some((delivery) => isSameTarget(delivery.target, target));
}

/** Before staged credentials are deleted, those who may have them get the current ones again. */
function returnStep(plan: Plan): string {
  const again = `Deliver the current credentials (${shortKey(plan.watched.consumerKey)}) to ${targetsOf(plan)} again.`;
  const byHand = plan.deliveries.filter(isManual);
  if (byHand.length === 0) return again;
  return `${again} It stops here until a person has updated ${targetsOf({ ...plan, deliveries: byHand })}.`;
}

function targetsOf({ deliveries, watched, byHand = [] }: Plan): string {
  return deliveries
    .map((target) => {
      const name = plannedConsumer(watched.consumers, target);
      return isManual(target) || byHand.some((one) => isSameTarget(one, target)) ? `${name} (by hand)` : name;
    })
    .join(', ');
}

function endSteps(plan: Plan, now: number): readonly string[] {
  const { graceDays, watched, aheadMs = 0 } = plan;
  const key = shortKey(watched.consumerKey);
  if (graceDays === 0)
    return [`Delete the previous credentials (${key}) at once, and verify that Salesforce refuses them.`];
  const until = `${countOf(graceDays, 'day')}, until ${isoDay(now + Math.max(0, aheadMs) + graceDays * day)}`;
  const end = isLeftToPerson(plan)
    ? 'After that, only you can delete them.'
    : 'Then delete them once every consumer is confirmed.';
  return [`Keep the previous credentials (${key}) for ${until} (grace period). ${end}`];
}

/** Whether only a person deletes the previous credentials. */
function isLeftToPerson({ watched, removedFrom }: Plan): boolean {
  return watched.policy.automation === 'remind' || (removedFrom?.removed ?? []).length > 0;
}

/** What becomes of the credentials that a switch back replaces. */
function replacedEnd(plan: Plan, which: string): string {
  return isLeftToPerson(plan) ? `${which} stay until you delete them.` : `${which} are deleted later.`;
}

function breaksLines(plan: Plan): readonly string[] {
  const { holder, slot, kind, otherUse, removedFrom = null, holders = [] } = plan;
  const isForeign = kind === 'discard' && slot !== null && holder !== 'ours';
  const author = slot && authorName(slot);
  const by = author ? plainText(author, 80) : 'Somebody else';
  const { flows, unseen } = otherUse;
  return linesOf(
    plan.lost && expiredLine(plan.lost),
    plan.seenInSlot,
    unreadLines(plan),
    isForeign && `${by} staged these credentials, not keyturn.`,
    holders.length > 0 && `The staged credentials are already in use: ${nameList(holders)}.`,
    flows.length > 0 && `The same consumer key is also used by: ${flows.map((flow) => plainText(flow)).join('; ')}.`,
    removedWords(removedFrom, kind),
    unseen.length > 0 && `keyturn couldn't check these, so other use is possible: ${unseen.join(', ')}.`,
  );
}

function noteLines(plan: Plan): readonly string[] {
  const { wayBack, borrows, cautions = [], aheadMs = 0 } = plan;
  return linesOf(
    noTokenLine(plan),
    aheadMs !== 0 && clockNote(aheadMs),
    wayBack && wayBackNote(wayBack),
    borrows && borrowNote,
    cautions.map((caution) => plainText(caution, 600)),
  );
}

/** keyturn's own sign-in depends on the credentials that are replaced. */
export function wayBackNote(username: string): string {
  return `keyturn signs in through this app. It does this work as ${plainText(username, 80)} instead, to keep its own access.`;
}

export const borrowNote = 'REST access to secrets is off. keyturn turns it on temporarily, then off again.';

const verdictWords = {
  safe: 'Probably safe to delete',
  unsure: 'Unknown whether it is safe to delete',
  unsafe: 'Not safe to delete yet',
} as const;

function verdictSection({ answer, grounds, limits }: Verdict): PlanSection {
  return { tone: 'note', heading: verdictWords[answer], lines: [...grounds, ...limits] };
}

function endSection(plan: Plan): PlanSection {
  const { kind, graceDays, watched } = plan;
  if (deletesNothing(plan)) return { tone: 'stays', heading: null, lines: [] };
  const final = { tone: 'final', heading: null } as const;
  if (kind === 'retire' || kind === 'discard') return { ...final, lines: ["This can't be undone."] };
  if (kind === 'rotate' && graceDays === 0) {
    return {
      ...final,
      lines: ["The previous credentials can't be restored. Consumers that still use them lose access."],
    };
  }
  if (kind === 'rotate') return { tone: 'note', heading: null, lines: [backNote(watched.app)] };
  const wayBack =
    kind === 'stage'
      ? 'You can discard the staged credentials until they are promoted.'
      : 'Consumers can use the replaced credentials until they are deleted.';
  return { tone: 'stays', heading: null, lines: [wayBack] };
}

/** Only a try shows whether the org switches back. */
function backNote(app: string): string {
  return `Until the previous credentials are deleted, \`keyturn rotate ${app} --back\` tries to switch back to them. Some orgs refuse it. Then nothing changes.`;
}

/** Why the app's name must be typed. The name follows. */
export const planBreaks: Readonly<Record<Plan['kind'], string>> = {
  stage: 'This stages new credentials for',
  rotate: 'This can cut off consumers of',
  back: 'This switches back to the previous credentials of',
  retire: 'This deletes the previous credentials of',
  discard: 'This deletes the staged credentials of',
};

/** @param aheadMs how far the org's clock is ahead of this computer's; negative: behind */
export function clockNote(aheadMs: number): string {
  return `By its answers, ${clockWords(aheadMs)}. keyturn does what you ask for all the same. A grace period counts by the clock that is ahead, and the daemon does nothing in this org until you set the clock.`;
}
