import { dayOf } from '../machine/slot-reasons.ts';
import type { StagedPair } from '../model/app.ts';
import type { OtherUse } from '../model/emergency-plan.ts';
import { isHandedOver, type OperationKind, type Rotation, undelivered } from '../model/rotation.ts';
import type { SlotHolder } from '../model/slot.ts';
import { isManual, type Target, targetText } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { countOf, plainText, shortKey } from '../plain/text.ts';
import type { Verdict } from './verdict.ts';

/** What is about to be done, shown before anything is. */
export interface Plan {
  readonly kind: OperationKind;
  readonly watched: WatchedApp;
  readonly orgName: string;
  readonly isProduction: boolean;
  /** The run that goes on; null when a new one begins. */
  readonly goesOn: Rotation | null;
  readonly deliveries: readonly Target[];
  readonly graceDays: number;
  /** What lies in the slot; null when nothing does, or when it can't be seen yet. */
  readonly slot: StagedPair | null;
  readonly holder: SlotHolder;
  readonly otherUse: OtherUse;
  /** Secret access over REST is off and would be borrowed. */
  readonly borrows: boolean;
  /** The sign-in through which the work is done, where keyturn's own came about through this very app; else null. */
  readonly wayBack: string | null;
  readonly verdict: Verdict | null;
}

const day = 86_400_000;

/** Whether the app's name has to be typed: what is done can break an integration. */
export function needsName({ kind, graceDays, goesOn }: Pick<Plan, 'kind' | 'graceDays' | 'goesOn'>): boolean {
  if (kind === 'retire' || kind === 'discard') return true;
  if (kind !== 'rotate') return false;
  return graceDays === 0 || (goesOn?.stagedRefusedAt ?? null) !== null;
}

/** Whether it has to be agreed that other flows of the same consumer key change along: they are seen, or can't be excluded. */
export function needsOtherFlows({ otherUse, goesOn }: Pick<Plan, 'otherUse' | 'goesOn'>): boolean {
  return otherUse.flows.length + otherUse.unseen.length > 0 && goesOn?.consent.otherFlows !== true;
}

/** The plan in words: what will happen in which order, what may break, what stays as it is. */
export function planLines(plan: Plan, now: number): readonly string[] {
  const { watched, otherUse } = plan;
  return [
    `${headings[plan.kind]} ${plainText(watched.label || watched.app)} in ${plainText(plan.orgName)}${plan.isProduction ? ' (production)' : ''}`,
    '',
    ...stepsOf(plan, now).map((step, index) => `  ${index + 1}. ${step}`),
    '',
    ...slotNote(plan),
    ...(plan.wayBack
      ? [`▲ keyturn signs in through this app; the work is done as ${plainText(plan.wayBack)}, which is the way back.`]
      : []),
    ...(plan.borrows ? ['▲ Secret access over REST is off: it is turned on for the moment and given back.'] : []),
    ...(otherUse.flows.length > 0
      ? [`▲ The same consumer key also serves: ${otherUse.flows.map((flow) => plainText(flow)).join('; ')}.`]
      : []),
    ...(otherUse.unseen.length > 0
      ? [`▲ Not seen, so other use can’t be excluded: ${otherUse.unseen.join(', ')}.`]
      : []),
    ...verdictLines(plan.verdict),
    lastLine(plan),
  ];
}

const headings: Readonly<Record<OperationKind, string>> = {
  stage: 'Stage a new pair for',
  rotate: 'Rotate the pair of',
  back: 'Go back to the previous pair of',
  retire: 'End the previous pair of',
  discard: 'Discard the staged pair of',
};

function stepsOf(plan: Plan, now: number): readonly string[] {
  const { kind, watched, goesOn } = plan;
  const key = shortKey(watched.consumerKey);
  switch (kind) {
    case 'stage':
      return [...stagingSteps(plan), `Nothing else: ${key} stays primary, and consumers go on with it.`];
    case 'rotate': {
      const handOver = plan.deliveries.length > 0 ? [handOverStep(plan)] : [];
      const isRotateFirst = goesOn?.order === 'rotate-first';
      const rotate = 'Make it primary, and prove it again.';
      return [
        ...stagingSteps(plan),
        ...(isRotateFirst ? [rotate, ...handOver] : [...handOver, rotate]),
        ...endSteps(plan, now),
      ];
    }
    case 'back':
      return [
        `Prove the previous pair (${shortKey(plan.slot?.consumerKey ?? '')}), then make it primary again.`,
        ...(plan.deliveries.length > 0 ? [`Hand it to ${targetsOf(plan)}.`] : []),
        `${key} becomes the previous pair, and ends later.`,
      ];
    case 'retire':
      return [
        `Prove the primary pair (${key}).`,
        `Delete the previous pair (${shortKey(plan.slot?.consumerKey ?? '')}): whoever still uses it loses access.`,
        'Prove that Salesforce refuses it.',
      ];
    case 'discard':
      return [
        ...(plan.deliveries.length > 0 ? [`Hand the primary pair (${key}) to ${targetsOf(plan)} again.`] : []),
        `Delete the staged pair (${shortKey(plan.slot?.consumerKey ?? '')}), which never was primary.`,
        `Prove that Salesforce refuses it; ${key} stays primary.`,
      ];
  }
}

function stagingSteps({ goesOn, holder, slot }: Plan): readonly string[] {
  const isThere = goesOn?.savedAt != null || holder === 'ours';
  const first = isThere
    ? `Take the staged pair (${shortKey(goesOn?.stays ?? slot?.consumerKey ?? '')}) from the secret store.`
    : 'Stage a new pair, and save it before anything else happens to it.';
  return [first, 'Prove it with a real token.'];
}

function handOverStep(plan: Plan): string {
  const { goesOn } = plan;
  if (goesOn && isHandedOver(goesOn)) return `Handed over already: ${targetsOf(plan)}.`;
  const waiting = goesOn && undelivered(goesOn).length === 0;
  return waiting
    ? `Wait until a person has updated ${targetsOf(plan)}.`
    : `Hand it over: ${targetsOf(plan)}. A failure stops here.`;
}

function targetsOf({ deliveries }: Plan): string {
  return deliveries
    .map((target) => (isManual(target) ? `${plainText(target.name)} (by a person)` : plainText(targetText(target))))
    .join(', ');
}

function endSteps({ graceDays, watched }: Plan, now: number): readonly string[] {
  const key = shortKey(watched.consumerKey);
  if (graceDays === 0) return [`Delete ${key} at once, and prove that Salesforce refuses it.`];
  const until = `${countOf(graceDays, 'day')}, until ${dayOf(now + graceDays * day)}`;
  return [`${key} lives on beside it for ${until}; then it is deleted once every consumer is confirmed.`];
}

function slotNote({ holder, slot, kind }: Plan): readonly string[] {
  if (kind !== 'discard' || slot === null || holder === 'ours') return [];
  const by = slot.createdBy ? plainText(slot.createdBy, 80) : 'somebody else';
  return [`▲ It was staged by ${by}, and not by keyturn.`];
}

function verdictLines(verdict: Verdict | null): readonly string[] {
  if (!verdict) return [];
  const words = {
    safe: 'Safe to delete, as far as can be told',
    unsure: 'Safe to delete? Nobody can say',
    unsafe: 'Not safe to delete yet',
  };
  return [`${words[verdict.answer]}:`, ...[...verdict.grounds, ...verdict.limits].map((line) => `  · ${line}`)];
}

function lastLine(plan: Plan): string {
  if (plan.kind === 'retire' || plan.kind === 'discard') return 'This can’t be undone.';
  if (plan.kind === 'rotate' && plan.graceDays === 0)
    return 'The old pair can’t be brought back: whoever still uses it loses access.';
  return 'Until the old pair is deleted there is a way back.';
}
