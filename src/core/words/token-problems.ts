import type { Proof } from '../model/token-answer.ts';
import { plainText } from '../plain/text.ts';
import { setupPlaces } from '../reasons/setup-places.ts';
import { unfreezeSafely } from './frozen-user.ts';

const policies = 'Setup ▸ External Client App Manager ▸ the app ▸ Policies';
const settings = 'Setup ▸ External Client App Manager ▸ the app ▸ Settings';
const admit = `${policies} ▸ OAuth Policies: give the execution user one of the permission sets named there.`;
const readHistory = 'Setup ▸ Login History: check the last sign-in of the execution user.';

/** Why the token endpoint issues no token, and what to do. */
export const tokenProblems = {
  'unknown-key': {
    cause: "Salesforce doesn't know the consumer key, or not all of its servers know it yet",
    cure: `Compare the consumer key with ${settings} ▸ OAuth Settings.`,
  },
  'wrong-secret': {
    cause: "the consumer secret doesn't belong to the consumer key",
    cure: 'Run `keyturn watch <app>` to read the current credentials from the org again.',
  },
  'no-usable-user': {
    cause:
      'the policies name no usable execution user: none is set, the value is not a username, the flow is off there, or the user lacks API Only User or its license',
    cure: `${policies} ▸ OAuth Policies: check the flow and its user.`,
  },
  'wrong-domain': {
    cause: "this address issues no tokens for the client credentials flow. Only the org's My Domain address does",
    cure: 'Use `https://<name>.my.salesforce.com`, not a login, test or setup address.',
  },
  'flow-off': {
    cause: 'OAuth or the client credentials flow is off for this app',
    cure: `${settings} ▸ OAuth Settings ▸ Flow Enablement: turn on Client Credentials Flow. OAuth itself is turned on in its policies.`,
  },
  'no-valid-scope': {
    cause:
      'none of the scopes of the app works with the client credentials flow (Full and the refresh scopes do not count)',
    cure: setupPlaces.addApi('the app'),
  },
  'too-many-scopes': {
    cause: 'the app asks for more scopes than one token can carry',
    cure: `${settings} ▸ OAuth Settings ▸ Scopes: keep only what the integration needs.`,
  },
  'scopes-not-accepted': {
    cause: 'Salesforce does not accept the scopes of the app for this flow',
    cure: `${settings} ▸ OAuth Settings ▸ Scopes: keep Api and whatever else the integration needs.`,
  },
  'address-restricted': {
    cause: 'this address may not sign in as the execution user (IP restriction)',
    cure: 'Verify from a host that may sign in: `--prove-with exec:<program>`.',
  },
  'user-inactive': {
    cause: 'the execution user is inactive or frozen',
    cure: 'Setup ▸ Users: activate or unfreeze the execution user, or choose a different one.',
  },
  'user-not-approved': { cause: 'the execution user is not approved for this app', cure: admit },
  'user-not-admitted': {
    cause: 'the app admits only users approved by an administrator, and the execution user is not among them',
    cure: admit,
  },
  'token-expired': {
    cause: 'Salesforce says that a token has expired, although none was sent',
    cure: 'Check that nothing between here and Salesforce rewrites the request.',
  },
  'sign-in-failed': {
    cause: "Salesforce didn't let the execution user sign in and doesn't say why",
    cure: readHistory,
  },
  'not-granted': { cause: "Salesforce doesn't grant the execution user a token", cure: readHistory },
  'flow-unknown': {
    cause: "this address doesn't know the client credentials flow, or the request was changed on the way",
    cure: 'Check that the address is the My Domain address and that no proxy rewrites the request.',
  },
  unavailable: {
    cause: 'Salesforce is unavailable right now',
    cure: 'Check https://status.salesforce.com.',
  },
  silent: {
    cause: "the token endpoint doesn't answer",
    cure: 'Check the network and https://status.salesforce.com.',
  },
  'unknown-answer': { cause: "Salesforce gave an answer that keyturn doesn't know", cure: readHistory },
  'refused-elsewhere': {
    cause: 'the program of `--prove-with` reports that Salesforce refuses the credentials',
    cure: 'Run that program by hand on its host, and read what Salesforce answers there.',
  },
} as const;

/** What to do about an execution user that can't sign in, where the org shows why. The token endpoint doesn't. */
export const userCures = {
  inactive: (user: string) =>
    `${plainText(user, 80)} is inactive. Activate the user: ${setupPlaces.activate(plainText(user, 80))}.`,
  frozen: (user: string) => `${plainText(user, 80)} is frozen. ${unfreezeSafely(plainText(user, 80))}`,
  fine: (user: string) => `${plainText(user, 80)} is active and not frozen now. Salesforce may need a few minutes.`,
} as const;

export type TokenProblem = keyof typeof tokenProblems;

/** The result of a token request: `a token was issued`, or `<cause> (<upstream>)`. */
export function proofDetail(proof: Proof): string {
  return proof.answer === 'accepted' ? 'a token was issued' : `${proof.cause} (${proof.upstream})`;
}
