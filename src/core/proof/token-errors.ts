/** One row of what the token endpoint may say to a client credentials request, and what it means for a set-up. */
export interface TokenErrorRow {
  /** OAuth `error`; null fits any. */
  readonly error: string | null;
  /** Looked for in `error_description`; null fits any. */
  readonly description: RegExp | null;
  /**
   * Only a pair that Salesforce turns down by itself is `refused`. All else is about its surroundings (user, policy,
   * address, time) and proves nothing against the pair.
   */
  readonly answer: 'refused' | 'inconclusive';
  readonly cause: string;
  readonly cure: string;
  readonly mayPropagate: boolean;
}

const policies = 'Setup ▸ External Client App Manager ▸ the app ▸ Policies';
const settings = 'Setup ▸ External Client App Manager ▸ the app ▸ Settings';

/** First match wins. Source: Salesforce's list of OAuth flow errors and what running integrations have met. */
export const tokenErrors: readonly TokenErrorRow[] = [
  {
    error: 'invalid_client_id',
    description: null,
    answer: 'refused',
    cause: 'Salesforce does not know the consumer key, or not on all of its servers yet',
    cure: `Compare the consumer key with ${settings} ▸ OAuth Settings.`,
    mayPropagate: true,
  },
  {
    error: 'invalid_client',
    description: null,
    answer: 'refused',
    cause: 'the consumer secret is not the one that belongs to the consumer key',
    cure: 'Run `keyturn watch <app>` to read the current pair from the org again.',
    mayPropagate: true,
  },
  {
    error: 'invalid_grant',
    description: /no client credentials user/i,
    answer: 'inconclusive',
    cause:
      'the policies name no usable execution user: none is set, it is no username, the flow is off there, or the user lacks API Only User or the licence for it',
    cure: `${policies} ▸ OAuth Policies: check the flow and its user.`,
    mayPropagate: true,
  },
  {
    error: 'invalid_grant',
    description: /not supported on this domain/i,
    answer: 'inconclusive',
    cause: "this address issues no tokens for client credentials; only the org's My Domain address does",
    cure: 'Ask at `https://<name>.my.salesforce.com`, not at a login, test or setup address.',
    mayPropagate: false,
  },
  {
    error: 'invalid_grant',
    description: /client credentials flow (is )?not enabled/i,
    answer: 'inconclusive',
    cause: "the client credentials flow is off in the app's own OAuth settings",
    cure: `${settings} ▸ OAuth Settings ▸ Flow Enablement: turn Client Credentials Flow on.`,
    mayPropagate: true,
  },
  {
    error: 'invalid_grant',
    description: /no valid scopes/i,
    answer: 'inconclusive',
    cause:
      'none of the scopes of the app can be used with client credentials (Full and the refresh scopes do not count)',
    cure: `${settings} ▸ OAuth Settings ▸ Scopes: add Api.`,
    mayPropagate: false,
  },
  {
    error: 'invalid_grant',
    description: /too many scopes/i,
    answer: 'inconclusive',
    cause: 'the app asks for more scopes than one token can carry',
    cure: `${settings} ▸ OAuth Settings ▸ Scopes: keep only what the integration needs.`,
    mayPropagate: false,
  },
  {
    error: 'invalid_grant',
    description: /ip[ _-]?(address )?restrict/i,
    answer: 'inconclusive',
    cause: 'this address may not sign in as the execution user (IP restriction)',
    cure: 'Prove from the host that may sign in: `--prove-with exec:<program>`.',
    mayPropagate: false,
  },
  {
    error: 'invalid_grant',
    description: /inactive user/i,
    answer: 'inconclusive',
    cause: 'the execution user is inactive',
    cure: 'Setup ▸ Users: activate or unfreeze the execution user, or choose another one.',
    mayPropagate: false,
  },
  {
    error: 'invalid_grant',
    description: /approved this consumer/i,
    answer: 'inconclusive',
    cause: 'the execution user is not approved for this app',
    cure: `${policies} ▸ OAuth Policies: admit the user through one of the permission sets named there.`,
    mayPropagate: true,
  },
  {
    error: 'invalid_grant',
    description: /expired (access|refresh)/i,
    answer: 'inconclusive',
    cause: 'Salesforce calls a token expired, although none was sent',
    cure: 'Check that nothing between here and Salesforce rewrites the request.',
    mayPropagate: false,
  },
  {
    error: 'invalid_grant',
    description: /authentication failure/i,
    answer: 'inconclusive',
    cause: 'Salesforce did not let the execution user sign in and does not say why',
    cure: 'Setup ▸ Login History: look at the last sign-in of the execution user.',
    mayPropagate: true,
  },
  {
    error: 'invalid_grant',
    description: null,
    answer: 'inconclusive',
    cause: 'Salesforce does not grant a token to the execution user',
    cure: 'Setup ▸ Login History: look at the last sign-in of the execution user.',
    mayPropagate: true,
  },
  {
    error: 'invalid_app_access',
    description: null,
    answer: 'inconclusive',
    cause: 'the app admits only users approved by an administrator, and the execution user is not among them',
    cure: `${policies} ▸ OAuth Policies: admit the user through one of the permission sets named there.`,
    mayPropagate: true,
  },
  {
    error: 'invalid_scope',
    description: /too many scopes/i,
    answer: 'inconclusive',
    cause: 'the app asks for more scopes than one token can carry',
    cure: `${settings} ▸ OAuth Settings ▸ Scopes: keep only what the integration needs.`,
    mayPropagate: false,
  },
  {
    error: 'invalid_scope',
    description: null,
    answer: 'inconclusive',
    cause: 'Salesforce does not accept the scopes of the app for this flow',
    cure: `${settings} ▸ OAuth Settings ▸ Scopes: keep Api and what else the integration needs.`,
    mayPropagate: false,
  },
  {
    error: 'unsupported_grant_type',
    description: null,
    answer: 'inconclusive',
    cause: 'this address does not know the client credentials flow, or the request reached it changed',
    cure: 'Check that the address is the My Domain address and that no proxy rewrites the request.',
    mayPropagate: false,
  },
];

/** For answers that say nothing about OAuth at all. */
export const unavailable: TokenErrorRow = {
  error: null,
  description: null,
  answer: 'inconclusive',
  cause: 'Salesforce is not available at the moment',
  cure: 'Check https://status.salesforce.com.',
  mayPropagate: true,
};

export const silent: TokenErrorRow = {
  error: null,
  description: null,
  answer: 'inconclusive',
  cause: 'the token endpoint does not answer',
  cure: 'Check the network and https://status.salesforce.com.',
  mayPropagate: true,
};

export const unknownTokenError: TokenErrorRow = {
  error: null,
  description: null,
  answer: 'inconclusive',
  cause: 'Salesforce gives an answer that keyturn does not know',
  cure: 'Setup ▸ Login History: look at the last sign-in of the execution user.',
  mayPropagate: true,
};

/** A program on another host says that the pair was turned down. */
export const toldRefusal: TokenErrorRow = {
  error: null,
  description: null,
  answer: 'refused',
  cause: 'the program that proves elsewhere says that the pair is refused',
  cure: 'Run that program by hand on its host and read what Salesforce answers there.',
  mayPropagate: true,
};
