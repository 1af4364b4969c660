import { expect, it } from 'vitest';
import { removedWords } from '../../../src/core/words/consumers.ts';
import { delivery } from '../automation/app-facts.ts';
import { noon } from '../watch/watched-apps.ts';

const removed = [delivery('file:/erp', 'delivered', noon), delivery('manual:Bob', 'pending')];

it.each([
  ['rotate', 'Removed during this rotation: /erp, Bob. Only you can delete the previous credentials.'],
  [
    'discard',
    'Removed: /erp, Bob. A consumer that still uses the staged credentials loses access when they are deleted.',
  ],
  [
    'emergency',
    'Removed: /erp, Bob. Once the leaked credentials are deleted, a consumer has no access until it gets the new ones.',
  ],
] as const)('says what it means that a consumer was removed: %s', (kind, words) => {
  expect(removedWords({ kind, removed })).toBe(words);
});

it('says after an emergency deleted the leaked credentials that they are gone', () => {
  const run = { kind: 'emergency', removed, endedAt: noon } as const;
  expect(removedWords(run)).toContain('The leaked credentials are deleted: a consumer has no access until');
  // Credentials that another run deleted aren't those that leaked.
  expect(removedWords({ ...run, kind: 'rotate' }, 'emergency')).toContain('Once the leaked credentials are deleted');
});

it('warns before a promotion that it may end the access of a removed consumer', () => {
  const loses = 'a consumer that still uses the current credentials loses access when the new ones are promoted.';
  expect(removedWords({ kind: 'rotate', removed, rotatedAt: null })).toContain(loses);
  expect(removedWords({ kind: 'rotate', removed, rotatedAt: noon })).not.toContain(loses);
});

it('warns before a discard of those that may have the staged credentials', () => {
  expect(removedWords({ kind: 'rotate', removed }, 'discard')).toContain('Removed: /erp. A consumer that');
  expect(removedWords({ kind: 'rotate', removed: removed.slice(1) }, 'discard')).toBeNull();
  expect(removedWords(null)).toBeNull();
});

it('says of a switch back what is deleted later, not what the promotion does', () => {
  const back = removedWords({ kind: 'rotate', removed, rotatedAt: null }, 'back');
  expect(back).toContain('has the replaced credentials loses access when they are deleted');
  expect(back).not.toContain('new ones are promoted');
});

it('says that it was the earlier target of a consumer that is still there', () => {
  const deliveries = [{ ...delivery('file:/bob.env', 'delivered', noon), consumer: 'Bob' }];
  expect(removedWords({ kind: 'rotate', removed: removed.slice(1), deliveries, rotatedAt: noon })).toContain(
    'Removed during this rotation: Bob (manual:Bob).',
  );
});

it.each(['rotate', 'retire', 'back'] as const)(
  'names no previous credentials once the org no longer has them: %s',
  (kind) => {
    const gone = removedWords({ kind, removed, rotatedAt: noon, endedAt: noon });
    expect(gone).toContain('has no access until it gets the current ones');
    expect(gone).not.toContain('Only you can delete');
  },
);
