import { describe, expect, it } from 'vitest';
import { isSamePair, readStoredPair, writeStoredPair } from '../../../../src/core/adapters/secret-store/stored-pair.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { billingPair, inClear } from './pair-fixtures.ts';

const entry = JSON.parse(writeStoredPair(billingPair)) as Record<string, unknown>;

describe('an entry of a store', () => {
  it('reads back as what was written', () => {
    expect(inClear(readStoredPair(writeStoredPair(billingPair)))).toEqual(inClear(billingPair));
  });

  it.each(Object.keys(entry))('is none without its %s, or with a number in its place', (name) => {
    expect(readStoredPair(JSON.stringify({ ...entry, [name]: undefined }))).toBeNull();
    expect(readStoredPair(JSON.stringify({ ...entry, [name]: 7 }))).toBeNull();
  });

  it.each([
    '',
    'null',
    '7',
    '"text"',
    '{',
    JSON.stringify({ ...entry, secret: '' }),
    JSON.stringify({ ...entry, savedAt: 'soon' }),
  ])('is none in %s', (text) => {
    expect(readStoredPair(text)).toBeNull();
  });
});

describe('two pairs', () => {
  it('are the same with the same values', () => {
    expect(
      isSamePair(billingPair, { ...billingPair, consumerSecret: new Secret(billingPair.consumerSecret.reveal()) }),
    ).toBe(true);
  });

  it.each([
    { orgId: '00D000000000002AAA' },
    { app: 'Other' },
    { consumerKey: 'other' },
    { savedAt: billingPair.savedAt + 1 },
    { consumerSecret: new Secret('other') },
  ])('are not the same when one has %o', (other) => {
    expect(isSamePair(billingPair, { ...billingPair, ...other })).toBe(false);
  });
});
