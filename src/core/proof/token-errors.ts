import type { TokenProblem } from '../words/token-problems.ts';

/** What an answer of the token endpoint means for the pair that was sent. */
export interface Reading {
  readonly problem: TokenProblem;
  /**
   * Only a pair that Salesforce turns down by itself is `refused`. All else is about its surroundings (user, policy,
   * address, time) and proves nothing against the pair.
   */
  readonly answer: 'refused' | 'inconclusive';
  readonly mayPropagate: boolean;
}

/** The OAuth `error`, what is looked for in `error_description` (null fits any), and what that means. */
type Row = readonly [error: string, description: RegExp | null, problem: TokenProblem];

/** First match wins. Source: Salesforce's list of OAuth flow errors and what running integrations have met. */
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

/** Asking again later meets the same: no server of Salesforce has yet to hear of a change. */
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

/** @param error as the token endpoint named it, in lower case */
export function readError(error: string | null, description: string): Reading {
  const row = tokenErrors.find(([named, wanted]) => named === error && (wanted?.test(description) ?? true));
  return readingOf(row?.[2] ?? 'unknown-answer');
}

export function readingOf(problem: TokenProblem): Reading {
  const answer = refusals.has(problem) ? 'refused' : 'inconclusive';
  return { problem, answer, mayPropagate: !lasting.has(problem) };
}
