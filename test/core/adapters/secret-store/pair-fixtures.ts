import { Secret } from '../../../../src/core/model/secret.ts';
import type { StoredPair } from '../../../../src/core/ports/ports.ts';

export const canarySecret = 'CANARY-4F2A9C77-Zürich-secret';

export const billingPair: StoredPair = {
  orgId: '00D000000000001AAA',
  app: 'Billing_Sync',
  consumerKey: '3MVG9.billing-key',
  consumerSecret: new Secret(canarySecret),
  savedAt: 1_800_000_000_000,
};

/** What a pair is, its secret included: `Secret` hides it from comparisons on purpose. */
export function inClear(pair: StoredPair | null) {
  return pair && { ...pair, consumerSecret: pair.consumerSecret.reveal() };
}
