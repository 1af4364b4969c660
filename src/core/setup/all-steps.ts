import type { Step } from './setup-step.ts';
import { appStep } from './steps/app-step.ts';
import { consumersStep } from './steps/consumers-step.ts';
import { deployStep } from './steps/deploy-step.ts';
import { executionUserStep } from './steps/execution-user-step.ts';
import { orgStep } from './steps/org-step.ts';
import { policyStep } from './steps/policy-step.ts';
import { proveStep } from './steps/prove-step.ts';
import { reviewStep } from './steps/review-step.ts';
import { storeStep } from './steps/store-step.ts';

/** The steps of the guided setup, in order. */
export const steps: readonly Step[] = [
  orgStep,
  appStep,
  executionUserStep,
  policyStep,
  consumersStep,
  reviewStep,
  deployStep,
  proveStep,
  storeStep,
];
