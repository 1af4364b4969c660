import type { ScenarioName } from '../practice-org/seeds/scenarios.ts';

/** The scenarios of the practice org, for the help. The org itself is large, so the help doesn't load it. */
export const scenarioWords: { readonly [Name in ScenarioName]: string } = {
  acme: 'production org with six apps and 412 active users',
  'locked-down': 'REST access to secrets is off, the admin lacks a permission, and the app admits approved users only',
  leak: 'an attacker uses the credentials of Billing_Sync',
  sandbox: 'sandbox just refreshed from production',
  large: '50,000 users and 2,000 apps',
  stranger: 'another admin staged credentials for Billing_Sync',
  vpn: 'this computer connects through an anonymizing VPN',
};
