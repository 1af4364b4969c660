import { describe, expect, it } from 'vitest';
import { plainMessage } from '../../../src/core/adapters/notify/plain-message.ts';
import { otherOrg } from '../../../src/core/model/other-org.ts';
import { orgLabel } from '../../../src/core/words/org-label.ts';
import { messageOf, noticeOf } from '../adapters/notify/messages.ts';
import { watchedApp } from '../watch/watched-apps.ts';

describe('an org in a text', () => {
  it.each([
    ['Acme Corp', 'acme', 'Acme Corp (acme)'],
    ['acme', 'acme', 'acme'],
    ['', 'acme', 'acme'],
  ])('%s with the alias %s is %s', (orgName, org, label) => {
    expect(orgLabel({ orgName, org })).toBe(label);
  });

  it('that an alias no longer names is told apart from the one that it names now', () => {
    const { message, actions } = otherOrg(watchedApp(), 'acme');
    expect(message).toContain(
      'Billing_Sync in Acme Corp (00D000000000001AAA), and acme is now signed in to a different org',
    );
    expect(actions).toEqual([
      'Sign in to Acme Corp again: `sf org login web --alias acme`, or name its sign-in with `-o`.',
      'If Acme Corp no longer exists, stop watching the app: `keyturn unwatch Billing_Sync`.',
    ]);
  });

  it.each([
    [{}, 'Billing Sync (Billing_Sync) in ACME · acme'],
    [{ orgName: 'acme' }, 'Billing Sync (Billing_Sync) in acme'],
    [{ orgName: '', label: '' }, 'Billing_Sync in acme'],
  ])('is named once in a notice: %j', (part, place) => {
    expect(plainMessage(messageOf(noticeOf(part))).notices[0]?.place).toBe(place);
  });
});
