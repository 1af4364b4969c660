import { expect, it } from 'vitest';
import { daemonTroubleWords, passProblems } from '../../../src/core/words/daemon-notices.ts';
import { confirmWords } from '../../../src/core/words/state-problems.ts';

it.each([
  ['restored', true],
  ['copied', false],
  ['older', false],
] as const)('names a backup that another copy worked after only where there is one: %s', (why, hasBackup) => {
  const text = confirmWords.plan(why, '2 apps');
  expect(text).toContain('unknown to');
  expect(text.includes('after the backup')).toBe(hasBackup);
});

it('tells nobody that apps are missing after a repair that may have restored them all', () => {
  const { actions } = daemonTroubleWords({
    ...{ kind: 'state-set-aside', subject: 'state.db.damaged-1', problem: '', since: 0 },
    cure: passProblems.setAsideCure,
  });
  expect(actions.slice(0, 2)).toEqual([
    'See which apps keyturn watches now: `keyturn status`.',
    'If an app is missing there, watch it again: `keyturn watch <app>`.',
  ]);
});
