import type { TokenProblem } from '../words/token-problems.ts';

/** What an answer of the token endpoint says about the credentials. */
export interface Reading {
  readonly problem: TokenProblem;
  /**
   * `refused` only if Salesforce rejects the credentials themselves. Other errors are about user, policy, address or time and
   * say nothing about the credentials.
   */
  readonly answer: 'refused' | 'inconclusive';
  readonly mayPropagate: boolean;
}

/** The OAuth `error`, a pattern for `error_description` (null matches any), and the meaning. */
type Row = readonly [error: string, description: RegExp | null, problem: TokenProblem];

/** First match wins. Sources: Salesforce's list of OAuth flow errors, and errors seen by real integrations. */
const tokenErrors: readonly Row[] = [
  ['invalid_client_id', null, 'unknown-key'],
  ['invalid_client', null, 'wrong-secret'],
  ['invalid_grant', /no client credentials user/i, 'no-usable-user'],
  ['invalid_grant', /not supported on this domain/i, 'wrong-domain'],
  ['invalid_grant', /client credentials flow (is )?not enabled/i, 'flow-off'],
  ['invalid_grant', /no valid scopes/i, 'no-valid-scope'],
  ['invalid_grant', /too many scopes/i, 'too-many-scopes'],
  ['invalid_grant', /ip[ _-]?(address )?restrict/i, 'address-restricted'],
  ['invalid_grant', /inactive user/i, 'user-inactive'],
  ['invalid_grant', /approved this consumer/i, 'user-not-approved'],
  ['invalid_grant', /expired (access|refresh)/i, 'token-expired'],
  ['invalid_grant', /authentication failure/i, 'sign-in-failed'],
  ['invalid_grant', null, 'not-granted'],
  ['invalid_app_access', null, 'user-not-admitted'],
  ['invalid_scope', /too many scopes/i, 'too-many-scopes'],
  ['invalid_scope', null, 'scopes-not-accepted'],
  ['unsupported_grant_type', null, 'flow-unknown'],
];

const refusals: ReadonlySet<TokenProblem> = new Set(['unknown-key', 'wrong-secret', 'refused-elsewhere']);

/** Problems that a later retry doesn't solve, because they don't come from a change still spreading to Salesforce's servers. */
const lasting: ReadonlySet<TokenProblem> = new Set([
  'wrong-domain',
  'no-valid-scope',
  'too-many-scopes',
  'scopes-not-accepted',
  'address-restricted',
  'user-inactive',
  'token-expired',
  'flow-unknown',
]);

/** Problems with how or from where a token was requested. They say nothing about the app, whatever it answered before. */
const ofTheRequest: ReadonlySet<TokenProblem> = new Set([
  'wrong-domain',
  'no-valid-scope',
  'too-many-scopes',
  'scopes-not-accepted',
  'address-restricted',
  'flow-unknown',
]);

export function isAboutRequest(error: string, description: string): boolean {
  return ofTheRequest.has(readError(error.trim().toLowerCase(), description).problem);
}

/** @param error the `error` of the token endpoint, in lower case */
export function readError(error: string | null, description: string): Reading {
  const row = tokenErrors.find(([named, wanted]) => named === error && (wanted?.test(description) ?? true));
  return readingOf(row?.[2] ?? 'unknown-answer');
}

export function readingOf(problem: TokenProblem): Reading {
  const answer = refusals.has(problem) ? 'refused' : 'inconclusive';
  return { problem, answer, mayPropagate: !lasting.has(problem) };
}
