import { expect, it } from 'vitest';
import { isFrozenAfterProof } from '../../../src/core/drift/frozen-after-proof.ts';
import { minute } from '../../../src/core/plain/time.ts';
import { noon } from '../watch/watched-apps.ts';

const lastProof = { at: noon, answer: 'accepted', detail: '' } as const;
const frozen = (afterMs: number, isByPerson = false) => ({
  isFrozen: true,
  freeze: { changedAt: noon + afterMs, isByPerson },
});

it.each([
  ['right after a token', frozen(500), 0, true],
  ['a moment before keyturn noted the answer', frozen(-500), 0, true],
  ['minutes later', frozen(14 * minute), 0, true],
  ['by the clock of an org that is ahead', frozen(60 * minute), 60 * minute, true],
  ['much later', frozen(16 * minute), 0, false],
  ['before', frozen(-2 * minute), 0, false],
  ['by a person', frozen(500, true), 0, false],
  ['at an unknown time', { isFrozen: true, freeze: { changedAt: null, isByPerson: false } }, 0, true],
  ['without any details', { isFrozen: true }, 0, true],
  ['not at all', { ...frozen(500), isFrozen: false }, 0, false],
] as const)('a user frozen %s', (_when, user, aheadMs, expected) => {
  expect(isFrozenAfterProof({ lastProof }, user, aheadMs)).toBe(expected);
});

it('needs a verification', () => {
  expect(isFrozenAfterProof({ lastProof: null }, frozen(500), 0)).toBe(false);
  const refused = { lastProof: { ...lastProof, answer: 'refused' } } as const;
  expect(isFrozenAfterProof(refused, { isFrozen: true }, 0)).toBe(false);
});
