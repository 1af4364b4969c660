import { describe, expect, test } from 'vitest';
import { reason } from '../../../src/core/reasons/errors.ts';
import type { OrgTouch } from '../../../src/core/setup/setup-events.ts';
import { ageNote as noteOf } from '../../../src/core/words/attention.ts';
import { farewell } from '../../../src/ui/wizard/farewell.ts';
import { watchedApp } from '../../core/watch/watched-apps.ts';
import { setupResult } from '../questions.ts';

const none = { warnings: [], isPractice: false, columns: 100 };
const ageWords = (fields: { readonly issuedAt: number | null }) => noteOf(watchedApp(fields));
const untouched: OrgTouch = { kind: 'untouched' };

describe('after the guided setup the normal screen shows', () => {
  test('what happened, that the credentials work, and what to do next', () => {
    const text = farewell({ kind: 'finished', result: setupResult() }, none);
    expect(text).toContain('Billing Sync runs as int.billing@acme.example in Acme Corp.');
    expect(text).toContain("Salesforce issued a token for the app's credentials");
    expect(text).toContain('2 fields (deploy 0Af000000000001)');
    expect(text).toContain('1 December 2026');
    expect(text).toContain('keyturn reveal Billing_Sync');
  });

  test.each([
    [false, 'Run `keyturn reveal Billing_Sync` to show'],
    [true, 'Run `keyturn reveal Billing_Sync --practice` to show'],
  ])('commands that work as they stand (practice: %s)', (isPractice, expected) => {
    expect(farewell({ kind: 'finished', result: setupResult() }, { ...none, isPractice })).toContain(expected);
  });

  test('whole words on a terminal that says that it has no columns', () => {
    expect(farewell({ kind: 'finished', result: setupResult() }, { ...none, columns: 0 })).toBe(
      farewell({ kind: 'finished', result: setupResult() }, { ...none, columns: 80 }),
    );
  });

  test('that the age of the secret is unknown, as status does, with a command that works as it stands', () => {
    const ageNote = ageWords({ issuedAt: null });
    expect(ageNote).toContain('issue date unknown');
    const text = farewell({ kind: 'finished', result: setupResult({ ageNote }) }, { ...none, isPractice: true });
    expect(text.replace(/\s+/g, ' ')).toContain(ageNote?.replace('DD>`', 'DD> --practice`'));
    expect(ageWords({ issuedAt: 1 })).toBeNull();
  });

  test('that a dry run changed nothing', () => {
    const result = setupResult({ proof: null, store: null, dueAt: null });
    const text = farewell({ kind: 'finished', result }, none);
    expect(text).toContain('The dry run for Billing Sync succeeded. This run changed nothing in your org.');
    expect(text).not.toContain('Verified');
  });

  test('what failed, whether the integration is safe, and what to do', () => {
    const error = reason('SecretAccessDisabled', {});
    const text = farewell({ kind: 'failed', error, touch: untouched }, none).replace(/\s+/g, ' ');
    expect(text).toContain(error.message);
    expect(text).toContain('SecretAccessDisabled');
    expect(text).toContain(error.safe);
    for (const action of error.actions) expect(text).toContain(action);
  });

  test('that an unexpected error is a bug, without control characters', () => {
    const text = farewell({ kind: 'failed', error: new Error('boom\x1b[2J'), touch: untouched }, none);
    expect(text).toContain('because of a bug in keyturn');
    expect(text).not.toContain('\x1b');
    expect(text).toContain('This run changed nothing in your org.');
  });

  test.each<[OrgTouch, string]>([
    [untouched, 'You quit the setup. This run changed nothing in your org.'],
    [{ kind: 'changing', what: 'deploying Billing Sync' }, 'Salesforce may still finish this change.'],
    [{ kind: 'changed', what: 'the flow is on' }, 'Changed: the flow is on'],
    [{ kind: 'restored', what: 'the flow is off again' }, 'Restored: the flow is off again'],
  ])('the truth about an org that is $kind when the person quit', (touch, expected) => {
    expect(farewell({ kind: 'left', touch }, none)).toContain(expected);
  });

  test('each command in one row, so that it can be copied', () => {
    const ageNote = ageWords({ issuedAt: null });
    const result = setupResult({ ageNote });
    for (const columns of [40, 60, 80]) {
      const rows = farewell({ kind: 'finished', result }, { ...none, isPractice: true, columns }).split('\n');
      const commands = rows.flatMap((row) => row.match(/`[^`]*`/g) ?? []);
      expect([columns, rows.filter((row) => row.split('`').length % 2 === 0)]).toEqual([columns, []]);
      expect(commands).toContain('`keyturn watch Billing_Sync --issued <YYYY-MM-DD> --practice`');
    }
  });

  test('every warning, and no row wider than the terminal', () => {
    const warning = 'IP restrictions are enforced: the addresses of the integration must be allowed for the user.';
    const text = farewell({ kind: 'left', touch: untouched }, { warnings: [warning], isPractice: false, columns: 60 });
    expect(text.replace(/\s+/g, ' ')).toContain(warning);
    expect(Math.max(...text.split('\n').map((row) => row.length))).toBeLessThanOrEqual(60);
  });
});
