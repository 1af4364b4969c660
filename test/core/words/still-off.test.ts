import { expect, it } from 'vitest';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { unwatchWords } from '../../../src/core/words/dry-run.ts';
import { withTruth } from '../../../src/core/words/safety.ts';
import { stillOffLines } from '../../../src/core/words/still-off.ts';
import { watchedApp } from '../watch/watched-apps.ts';

const contained = (by: 'flow' | 'freeze', fields = {}) =>
  ({
    kind: 'emergency',
    stays: null,
    rotatedAt: null,
    endedAt: null,
    emergency: { containment: { by, containedAt: 1, openedAt: null, ...fields } },
  }) as unknown as Rotation;

it('says what an abandoned emergency leaves off, and how to turn it on', () => {
  const app = watchedApp();
  const none = { slot: { staged: null, previous: null } };
  const [off, on, leaked] = stillOffLines(app, contained('flow'));
  expect(off).toMatch(/^keyturn turned OAuth off for Billing_Sync and won't turn it on again/);
  expect(on).toMatch(/^To turn it on: Setup ▸ External Client App Manager ▸ Billing_Sync ▸ Policies/);
  expect(leaked).toMatch(/not replaced/);
  expect(stillOffLines(app, contained('freeze')).join(' ')).toMatch(/^keyturn froze .* Setup ▸ Users ▸ .* ▸ Unfreeze/);
  expect(stillOffLines(app, contained('flow', { containedAt: null }))[0]).toMatch(/^OAuth may be off/);
  expect(stillOffLines(app, contained('flow', { openedAt: 2 }))).toEqual([]);
  expect(stillOffLines(app, null)).toEqual([]);
  const user = { id: '005', username: 'svc@acme.example' };
  const unknown = { app: 'Billing_Sync', executionUser: null };
  expect(stillOffLines(unknown, contained('freeze', { user }))[1]).toContain('▸ svc@acme.example ▸ Unfreeze');
  expect(stillOffLines(unknown, contained('freeze'))[1]).toBe('Unfreeze the user that Billing_Sync runs as.');
  expect(unwatchWords(app, contained('flow'), [], none).sections.flatMap(({ lines }) => lines)).toContain(off);
  expect(unwatchWords(app, null, [], none).sections).toHaveLength(2);
});

it('leads to no command that restores access while another process does so', () => {
  const taken = reason('AnotherAtWork', { what: 'Billing_Sync', holder: 'pid 7' });
  const progress = { rotation: contained('flow', { intendedAt: 1, provedAt: 1 }), hasTouched: false };
  expect(withTruth(progress, taken).actions).toEqual(taken.actions);
  const missing = reason('PermissionMissing', { username: 'ana@acme.example', permissions: ['ModifyMetadata'] });
  expect(withTruth(progress, missing).actions.join(' ')).toContain('Until then, access stays blocked');
});
