import type { EmergencyPlan } from '../incident/emergency-plan.ts';
import { nameOfTarget } from '../model/rotation.ts';
import { leakedKey, listOf } from './plan-names.ts';

/** What is done, in its order; of an emergency that goes on what is left. */
export function stepsLines(plan: EmergencyPlan): readonly string[] {
  // What was stopped before is what is given back, whatever this call asks for.
  const containBy = plan.goesOn?.emergency?.containment?.by ?? plan.containBy;
  return stepsOf({ ...plan, containBy })
    .filter(([, isDone]) => !isDone)
    .map(([line]) => line);
}

/** A sentence, and whether the emergency that goes on is past it. */
type Step = readonly [line: string, isDone: boolean];

function stepsOf(plan: EmergencyPlan): readonly Step[] {
  const { containBy, keepsSessions, goesOn } = plan;
  const run = goesOn?.emergency ?? null;
  const isContained = containBy !== null;
  const isOpened = run?.containment?.openedAt != null || (goesOn?.endedAt != null && run?.containment == null);
  const proofs: readonly Step[] = [
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

function sessionsStep({ goesOn }: EmergencyPlan): Step {
  return [
    'End the live sessions that came through the app, as far as the org lists them.',
    goesOn?.emergency?.sessionsSweptAt != null,
  ];
}

function containSteps(plan: EmergencyPlan): readonly Step[] {
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

function stagingSteps(plan: EmergencyPlan): readonly Step[] {
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

function deploySteps(plan: EmergencyPlan): readonly Step[] {
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

function handOverSteps(plan: EmergencyPlan): readonly Step[] {
  const before = plan.goesOn?.deliveries ?? [];
  const hasIt = new Set(before.filter(({ status }) => status === 'delivered').map(({ target }) => target));
  const left = plan.handedOver.filter((target) => !hasIt.has(target));
  return plan.handedOver.length === 0 ? [] : [[`Hand it over: ${listOf(left.map(nameOfTarget))}.`, left.length === 0]];
}
