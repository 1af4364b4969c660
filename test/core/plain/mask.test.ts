import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../../src/core/plain/mask.ts';

describe('a text without secrets', () => {
  it.each<[string, string, string]>([
    [
      'a consumer secret',
      'read B1F0C3D4E5A6978812345678901234567890ABCDEFABCDEF1234567890ABCDEF now',
      'read [secret] now',
    ],
    ['a session id', 'sid 00Dxx0000001gPL!AQcAQH0dMHZfz972Szmpkb58urFRkgeBGsxL_QJWwYMfAbUeeG7c1', 'sid [secret]'],
    ['a JSON web token', 'jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123', 'jwt [secret]'],
    ['a consumer key', '3MVG9GJVACLowM56yahrALkuPwP8zNy6nYA4XkDyzsoDxGvD4bQRXHYXapa refused', '3MVG9…Xapa refused'],
    ['a password in an address', 'https://user:hunter2@proxy.example:3128/x', 'https://[secret]@proxy.example:3128/x'],
    ['an authorization', 'sent Bearer abc.DEF_123', 'sent Bearer [secret]'],
    ['a value with a name', '{"consumerSecret":"my word"}', '{"consumerSecret":[secret]}'],
    ['a value in JSON inside JSON', '["{\\"password\\": \\"my word\\"}"]', '["{\\"password\\": [secret]}"]'],
    ['a line of an env file', 'SALESFORCE_CONSUMER_SECRET=hunter2', 'SALESFORCE_CONSUMER_SECRET=[secret]'],
    ['a form', 'client_secret=hunter2&grant_type=x', 'client_secret=[secret]&grant_type=x'],
    ['an age key', 'AGE-SECRET-KEY-1QQPQRYZ', '[secret]'],
    ['a private key', 'a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b', 'a [secret] b'],
    ['anything random', 'hook T024BE7LD/B024BE7LE/XXXXaB3dE9xY1zQ7wR5tK2mN', 'hook [secret]'],
  ])('has no %s', (_, text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
  });

  it.each([
    'The daemon is running, but its last check failed 2 h ago: https://acme.my.salesforce.com answered 503.',
    '/home/ana/.local/share/keyturn/practice-watch/secrets/pairs/entry.age',
    '/tmp/keyturn-test-4QW33o/practice-watch/daemon.log and Keyturn-2-Nightly-Export-For-SAP4',
    '1d1a3fae-ac90-4db1-8b6a-270dab0f0477 2026-11-30T03:05:42.592Z',
    'ExtlClntAppOauthConfigurablePolicies Billing_Sync_2_oauthPlcy',
    "address: 'secret:slack-ops'",
    'INVALID_SESSION_ID: Session expired or invalid',
    'invalid_client_secret: the secret is wrong; expired_token: ask for another',
  ])('keeps %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });
});
