import { describe, expect, it } from 'vitest';
import { rotate, stage } from '../../../src/practice-org/credentials/life-cycle.ts';
import { clientOf } from '../../../src/practice-org/oauth/clients.ts';
import { day, smallOrg } from '../support/small-org.ts';

describe('the client of a consumer key', () => {
  it('is the app for the primary pair, a staged one and a former one in its overlap', () => {
    const { org, consumer } = smallOrg();
    const former = consumer.primary;
    rotate(org, consumer, stage(org, consumer, org.data.adminUserId));
    expect([former, consumer.primary].map(({ key }) => clientOf(org, key)?.name)).toEqual(['Sync', 'Sync']);
  });

  it.each([
    ['staged, where staged pairs are not taken', { stagedUsable: false }, 0],
    ['staged, when its 30 days are over and it stays in the slot', { expireMode: 'expired' }, 30],
    ['staged, when its 30 days are over and it is removed', { expireMode: 'removed' }, 30],
    ['newer than the token endpoint knows', { propagationMs: 120_000 }, 0],
  ])('is nobody for a pair that is %s', (_what, knobs, days) => {
    const { org, consumer, wait } = smallOrg(knobs);
    const { key } = stage(org, consumer, org.data.adminUserId);
    wait(days * day);
    expect(clientOf(org, key)).toBeNull();
  });

  it('is nobody for a former pair where rotating ends it at once', () => {
    const { org, consumer } = smallOrg({ graceAfterRotate: false });
    const { key } = consumer.primary;
    rotate(org, consumer, stage(org, consumer, org.data.adminUserId));
    expect(clientOf(org, key)).toBeNull();
  });
});
