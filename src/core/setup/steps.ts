import type { Step } from './step.ts';
import { appStep } from './steps/app.ts';
import { deployStep } from './steps/deploy.ts';
import { executionUserStep } from './steps/execution-user.ts';
import { orgStep } from './steps/org.ts';
import { policyStep } from './steps/policy.ts';
import { proveStep } from './steps/prove.ts';
import { reviewStep } from './steps/review.ts';
import { storeStep } from './steps/store.ts';

/** The guided setup, readable from top to bottom. */
export const steps: readonly Step[] = [
  orgStep,
  appStep,
  executionUserStep,
  policyStep,
  reviewStep,
  deployStep,
  proveStep,
  storeStep,
];
