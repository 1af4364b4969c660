import type { EmergencyPlan } from './emergency-plan.ts';
import { leakedKey, targetsOf } from './plan-names.ts';

/** What is done, in its order. */
export function stepsLines(plan: EmergencyPlan): readonly string[] {
  const { containBy, keepsSessions } = plan;
  const isContained = containBy !== null;
  const proofs = isContained ? [openStep(plan), 'Prove the new pair with a real token.'] : [];
  return [
    ...(isContained ? [containStep(plan), 'Prove that every token request is refused.'] : []),
    ...(plan.replaceBy === 'deploy' ? deploySteps(plan) : stagingSteps(plan)),
    ...proofs,
    `Prove that Salesforce refuses the leaked pair${isContained ? ' by itself' : ''}.`,
    ...(keepsSessions ? [] : ['End the live sessions that came through the app.']),
    'Write the incident report.',
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

function stagingSteps(plan: EmergencyPlan): readonly string[] {
  const { slot, containBy } = plan;
  return [
    ...(slot && slot.holder !== 'free' ? ['Delete the pair in the slot, to make room.'] : []),
    containBy === null
      ? 'Stage a new pair, save it, and prove it with a real token.'
      : 'Stage a new pair and save it; it can be proved once tokens are issued again.',
    ...handOverSteps(plan),
    `Make the new pair primary, and delete the leaked one (${leakedKey(plan)}).`,
  ];
}

function deploySteps(plan: EmergencyPlan): readonly string[] {
  return [
    `Replace the leaked pair (${leakedKey(plan)}) by a deploy.`,
    plan.containBy === null
      ? 'Read the new pair, save it, and prove it with a real token.'
      : 'Read the new pair and save it; it can be proved once tokens are issued again.',
    ...handOverSteps(plan),
  ];
}

function handOverSteps(plan: EmergencyPlan): readonly string[] {
  return plan.handedOver.length === 0 ? [] : [`Hand it over: ${targetsOf(plan)}.`];
}
