import type { Proof } from '../model/token-answer.ts';

const policies = 'Setup ▸ External Client App Manager ▸ the app ▸ Policies';
const settings = 'Setup ▸ External Client App Manager ▸ the app ▸ Settings';
const admit = `${policies} ▸ OAuth Policies: admit the user through one of the permission sets named there.`;
const lookAtHistory = 'Setup ▸ Login History: look at the last sign-in of the execution user.';

/** Why the token endpoint issues no token, and the one thing to do about it. */
export const tokenProblems = {
  'unknown-key': {
    cause: 'Salesforce does not know the consumer key, or not on all of its servers yet',
    cure: `Compare the consumer key with ${settings} ▸ OAuth Settings.`,
  },
  'wrong-secret': {
    cause: 'the consumer secret is not the one that belongs to the consumer key',
    cure: 'Run `keyturn watch <app>` to read the current pair from the org again.',
  },
  'no-usable-user': {
    cause:
      'the policies name no usable execution user: none is set, it is no username, the flow is off there, or the user lacks API Only User or the licence for it',
    cure: `${policies} ▸ OAuth Policies: check the flow and its user.`,
  },
  'wrong-domain': {
    cause: "this address issues no tokens for client credentials; only the org's My Domain address does",
    cure: 'Ask at `https://<name>.my.salesforce.com`, not at a login, test or setup address.',
  },
  'flow-off': {
    cause: "the client credentials flow is off in the app's own OAuth settings",
    cure: `${settings} ▸ OAuth Settings ▸ Flow Enablement: turn Client Credentials Flow on.`,
  },
  'no-valid-scope': {
    cause:
      'none of the scopes of the app can be used with client credentials (Full and the refresh scopes do not count)',
    cure: `${settings} ▸ OAuth Settings ▸ Scopes: add Api.`,
  },
  'too-many-scopes': {
    cause: 'the app asks for more scopes than one token can carry',
    cure: `${settings} ▸ OAuth Settings ▸ Scopes: keep only what the integration needs.`,
  },
  'scopes-not-accepted': {
    cause: 'Salesforce does not accept the scopes of the app for this flow',
    cure: `${settings} ▸ OAuth Settings ▸ Scopes: keep Api and what else the integration needs.`,
  },
  'address-restricted': {
    cause: 'this address may not sign in as the execution user (IP restriction)',
    cure: 'Prove from the host that may sign in: `--prove-with exec:<program>`.',
  },
  'user-inactive': {
    cause: 'the execution user is inactive',
    cure: 'Setup ▸ Users: activate or unfreeze the execution user, or choose another one.',
  },
  'user-not-approved': { cause: 'the execution user is not approved for this app', cure: admit },
  'user-not-admitted': {
    cause: 'the app admits only users approved by an administrator, and the execution user is not among them',
    cure: admit,
  },
  'token-expired': {
    cause: 'Salesforce calls a token expired, although none was sent',
    cure: 'Check that nothing between here and Salesforce rewrites the request.',
  },
  'sign-in-failed': {
    cause: 'Salesforce did not let the execution user sign in and does not say why',
    cure: lookAtHistory,
  },
  'not-granted': { cause: 'Salesforce does not grant a token to the execution user', cure: lookAtHistory },
  'flow-unknown': {
    cause: 'this address does not know the client credentials flow, or the request reached it changed',
    cure: 'Check that the address is the My Domain address and that no proxy rewrites the request.',
  },
  unavailable: {
    cause: 'Salesforce is not available at the moment',
    cure: 'Check https://status.salesforce.com.',
  },
  silent: {
    cause: 'the token endpoint does not answer',
    cure: 'Check the network and https://status.salesforce.com.',
  },
  'unknown-answer': { cause: 'Salesforce gives an answer that keyturn does not know', cure: lookAtHistory },
  'refused-elsewhere': {
    cause: 'the program that proves elsewhere says that the pair is refused',
    cure: 'Run that program by hand on its host and read what Salesforce answers there.',
  },
} as const;

export type TokenProblem = keyof typeof tokenProblems;

/** What a proof found: `a token was issued`, or `<cause> (<upstream>)`. */
export function proofDetail(proof: Proof): string {
  return proof.answer === 'accepted' ? 'a token was issued' : `${proof.cause} (${proof.upstream})`;
}
