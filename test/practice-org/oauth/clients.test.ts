import { describe, expect, it } from 'vitest';
import { rotate, stage } from '../../../src/practice-org/credentials/life-cycle.ts';
import { clientOf } from '../../../src/practice-org/oauth/clients.ts';
import { day, smallOrg } from '../support/small-org.ts';

describe('the client of a consumer key', () => {
  it('is the app for current, staged and previous credentials', () => {
    const { org, consumer } = smallOrg();
    const former = consumer.primary;
    rotate(org, consumer, stage(org, consumer, org.data.adminUserId));
    expect([former, consumer.primary].map(({ key }) => clientOf(org, key)?.name)).toEqual(['Sync', 'Sync']);
  });

  it.each([
    ['staged, if staged credentials are refused', { stagedUsable: false }, 0],
    ['staged, when its 30 days are over and it stays in the slot', { expireMode: 'expired' }, 30],
    ['staged, when its 30 days are over and it is removed', { expireMode: 'removed' }, 30],
    ['newer than the token endpoint knows', { propagationMs: 120_000 }, 0],
  ])('is nobody for a pair that is %s', (_what, knobs, days) => {
    const { org, consumer, wait } = smallOrg(knobs);
    const { key } = stage(org, consumer, org.data.adminUserId);
    wait(days * day);
    expect(clientOf(org, key)).toBeNull();
  });

  it('is unknown for previous credentials that promotion ends at once', () => {
    const { org, consumer } = smallOrg({ graceAfterRotate: false });
    const { key } = consumer.primary;
    rotate(org, consumer, stage(org, consumer, org.data.adminUserId));
    expect(clientOf(org, key)).toBeNull();
  });
});
