import { describe, expect, it } from 'vitest';
import { plainMessage } from '../../../src/core/adapters/notify/plain-message.ts';
import { orgLabel } from '../../../src/core/words/org-label.ts';
import { otherOrgWords } from '../../../src/core/words/other-org.ts';
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
    const words = otherOrgWords(watchedApp(), 'acme');
    expect(words).toContain(
      'Billing_Sync in Acme Corp (00D000000000001AAA), and acme is now signed in to a different org',
    );
  });

  it.each([
    [{}, 'Billing Sync (Billing_Sync) in ACME · acme'],
    [{ orgName: 'acme' }, 'Billing Sync (Billing_Sync) in acme'],
    [{ orgName: '', label: '' }, 'Billing_Sync in acme'],
  ])('is named once in a notice: %j', (part, place) => {
    expect(plainMessage(messageOf(noticeOf(part))).notices[0]?.place).toBe(place);
  });
});
