import { expect, it } from 'vitest';
import { signInAgain } from '../../../src/core/reasons/sign-in-again.ts';

it.each([
  ['OAUTH_APP_BLOCKED: this app is blocked by admin', /\*Approve Uninstalled Connected Apps\*/],
  ['invalid_app_access: user is not admin approved', /Setup ▸ Connected Apps OAuth Usage/],
  ['External client app is not installed in this org', /doesn't have the app that the sign-in uses/],
])('%s', (said, first) => {
  const actions = signInAgain('acme', said);
  expect(actions).toEqual([expect.stringMatching(first), expect.stringContaining('`keyturn doctor --permission-set')]);
  expect(actions[0]).toContain('`sf org login web --alias acme`');
});

it.each(['', 'expired access/refresh token', 'inactive user'])('%j only needs a new sign-in', (said) => {
  expect(signInAgain('a b', said, ', then run the same command')).toEqual([
    "Sign in again: `sf org login web --alias 'a b'`, then run the same command.",
  ]);
});
