import { describe, expect, it } from 'vitest';
import { signInOf } from '../../../../src/core/adapters/sign-ins/sign-in-kind.ts';

const now = Date.UTC(2026, 10, 24);
const found = {
  username: 'admin@acme.example',
  aliases: ['acme'],
  orgId: '00D000000000001EAA',
  instanceUrl: 'https://acme.my.salesforce.com/',
  isSandbox: false,
  isScratch: false,
  isTrial: false,
  expiresAt: null,
  edition: 'Enterprise Edition',
  renewal: { by: 'token' as const },
  problem: null,
};

it.each([
  ['production', {}],
  ['production', { edition: '' }],
  ['unknown', { edition: '', instanceUrl: 'http://127.0.0.1:8080' }],
  ['sandbox', { isSandbox: true }],
  ['sandbox', { instanceUrl: 'https://acme--dev.sandbox.my.salesforce.com' }],
  ['sandbox', { instanceUrl: 'https://acme--dev.my.salesforce.com' }],
  ['scratch', { isScratch: true, isSandbox: true }],
  ['scratch', { instanceUrl: 'https://ruby-1.scratch.my.salesforce.com' }],
  ['trial', { isTrial: true }],
  ['developer', { edition: 'Developer Edition' }],
  ['developer', { edition: '', instanceUrl: 'https://orgfarm-1-dev-ed.develop.my.salesforce.com' }],
])('is %s for %o', (kind, difference) => {
  expect(signInOf({ ...found, ...difference }, null, now).kind).toBe(kind);
});

it.each([
  ['acme', true],
  ['admin@acme.example', true],
  ['other', false],
  [null, false],
])('with the default org %s its isDefault is %s', (defaultOrg, isDefault) => {
  expect(signInOf(found, defaultOrg, now).isDefault).toBe(isDefault);
});

it.each([
  [now + 1, null],
  [now, { problem: 'the org has expired', cure: 'Sign out of it: `sf org logout --target-org acme`.' }],
])('with an org that ends at %i it is broken: %o', (expiresAt, broken) => {
  expect(signInOf({ ...found, expiresAt }, null, now).broken).toEqual(broken);
});

it('has an address without a slash at its end, so that no path begins with two', () => {
  expect(signInOf(found, null, now).instanceUrl).toBe('https://acme.my.salesforce.com');
});

describe('how a sign-in ends', () => {
  it.each([
    ['one that is renewed', {}, null],
    ['one with a key', { renewal: { by: 'key' } }, null],
    ['one that is broken, which is told already', { renewal: { by: 'nothing' }, problem: 'damaged' }, null],
    ['one without anything to renew it', { renewal: { by: 'nothing' } }, { at: null, said: "can't be renewed" }],
    [
      'one whose key is gone',
      { renewal: { by: 'lost-key', path: '/k/server.key', clientId: '3MVG9.x' } },
      { at: null, said: '/k/server.key', clientId: '3MVG9.x' },
    ],
    [
      'one whose key is gone, of an unknown app',
      { renewal: { by: 'lost-key', path: '/k/server.key', clientId: null } },
      { at: null, said: '/k/server.key' },
    ],
    ['an org with an end', { expiresAt: now }, { at: now, said: 'the org expires on 2026-11-24' }],
  ] as const)('%s', (_title, difference, expected) => {
    const { ending } = signInOf({ ...found, ...difference }, null, now);
    if (expected === null) return expect(ending).toBeNull();
    expect(ending).toMatchObject({ at: expected.at, problem: expect.stringContaining(expected.said) });
    const login = `sf org login jwt --client-id ${'clientId' in expected ? expected.clientId : '<consumer key>'} `;
    expect(ending?.cure).toContain(expected.at === null ? login : 'sf org logout --target-org acme');
  });
});
