import { expect, it } from 'vitest';
import { reason } from '../../../src/core/reasons/errors.ts';
import { orgWords } from '../../../src/core/words/doctor.ts';

const missing = ['ViewClientSecret', 'ManageUsers'];
const cureOf = (isPractice: boolean) =>
  orgWords.permissionsMissing('rotate', missing, { name: 'acme', username: 'ada@acme.example', isPractice })[2];

it('a missing permission has a cure that can be pasted', () => {
  expect(cureOf(false)).toContain('`keyturn doctor -o acme --permission-set operator`');
  expect(cureOf(true)).toContain(
    '`keyturn practice act grantPermission --username ada@acme.example --permission ViewClientSecret`',
  );
  expect(cureOf(true)).toContain('--permission ManageUsers`');
  const { actions } = reason('PermissionMissing', {
    username: 'ada@acme.example',
    permissions: ['View External Client App Consumer Secrets (ViewClientSecret)'],
  });
  for (const text of [cureOf(false), cureOf(true), ...actions]) expect(text).not.toMatch(/`[^`]*<[^`]*`/);
});
