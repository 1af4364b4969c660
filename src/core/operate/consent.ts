import type { Consent } from '../model/rotation.ts';
import { reason } from '../reasons/errors.ts';
import { needsName, needsOtherFlows, type Plan } from './plan.ts';

/** @throws OtherFlowsInUse, ConfirmationMissing, SecretAccessDisabled */
export function checkConsent(plan: Plan, consent: Consent): void {
  const { app } = plan.watched;
  if (needsOtherFlows(plan) && !consent.otherFlows) {
    throw reason('OtherFlowsInUse', { app, ...plan.otherUse });
  }
  if (needsName(plan) && !consent.confirmed) {
    throw reason('ConfirmationMissing', { what: `${whatBreaks[plan.kind]} ${app}`, flag: `\`--confirm ${app}\`` });
  }
  if (plan.borrows && !consent.borrow) throw reason('SecretAccessDisabled', {});
}

const whatBreaks: Readonly<Record<Plan['kind'], string>> = {
  stage: 'This stages a pair of',
  rotate: 'This can end the access of consumers of',
  back: 'This turns back the rotation of',
  retire: 'This ends the previous pair of',
  discard: 'This deletes the staged pair of',
};
