import type { Plan, Verdict } from '../model/operation-plan.ts';
import type { PlanSection } from '../model/plan-section.ts';
import { isHandedOver, undelivered } from '../model/rotation.ts';
import { isManual, targetText } from '../model/target.ts';
import { countOf, linesOf, plainText, shortKey } from '../plain/text.ts';
import { day, isoDay } from '../plain/time.ts';

/** What is about to be done, and where. */
export function planTitle({ kind, watched, orgName, isProduction }: Plan): string {
  const production = isProduction ? ' (production)' : '';
  return `${headings[kind]} ${plainText(watched.label || watched.app)} in ${plainText(orgName)}${production}`;
}

/** What will happen in which order, what may break, what stays as it is. */
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

const headings: Readonly<Record<Plan['kind'], string>> = {
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
  const until = `${countOf(graceDays, 'day')}, until ${isoDay(now + graceDays * day)}`;
  return [`${key} lives on beside it for ${until}; then it is deleted once every consumer is confirmed.`];
}

function breaksLines({ holder, slot, kind, otherUse }: Plan): readonly string[] {
  const isForeign = kind === 'discard' && slot !== null && holder !== 'ours';
  const by = slot?.createdBy ? plainText(slot.createdBy, 80) : 'somebody else';
  const { flows, unseen } = otherUse;
  return linesOf(
    isForeign && `It was staged by ${by}, and not by keyturn.`,
    flows.length > 0 && `The same consumer key also serves: ${flows.map((flow) => plainText(flow)).join('; ')}.`,
    unseen.length > 0 && `Not seen, so other use can’t be excluded: ${unseen.join(', ')}.`,
  );
}

function noteLines({ wayBack, borrows }: Plan): readonly string[] {
  return linesOf(
    wayBack && `keyturn signs in through this app; the work is done as ${plainText(wayBack)}, which is the way back.`,
    borrows && 'Secret access over REST is off: it is turned on for the moment and given back.',
  );
}

const verdictWords = {
  safe: 'Safe to delete, as far as can be told',
  unsure: 'Safe to delete? Nobody can say',
  unsafe: 'Not safe to delete yet',
} as const;

function verdictSection({ answer, grounds, limits }: Verdict): PlanSection {
  return { tone: 'note', heading: verdictWords[answer], lines: [...grounds, ...limits] };
}

function endSection({ kind, graceDays }: Plan): PlanSection {
  const final = { tone: 'final', heading: null } as const;
  if (kind === 'retire' || kind === 'discard') return { ...final, lines: ['This can’t be undone.'] };
  if (kind === 'rotate' && graceDays === 0) {
    return { ...final, lines: ['The old pair can’t be brought back: whoever still uses it loses access.'] };
  }
  return { tone: 'stays', heading: null, lines: ['Until the old pair is deleted there is a way back.'] };
}

/** What is said of a plan that needs the app's name typed. */
export const planBreaks: Readonly<Record<Plan['kind'], string>> = {
  stage: 'This stages a pair of',
  rotate: 'This can end the access of consumers of',
  back: 'This turns back the rotation of',
  retire: 'This ends the previous pair of',
  discard: 'This deletes the staged pair of',
};
