import { describe, expect, it } from 'vitest';
import { withAuthor } from '../../../src/core/acts/author.ts';
import { observeConsumer } from '../../../src/core/acts/observe.ts';
import type { StagedPair } from '../../../src/core/model/app.ts';
import type { SalesforceOrg } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { watchedApp } from '../watch/watched-apps.ts';

const otto = '005000000000007AAA';
const slot: StagedPair = {
  id: '0xS1',
  consumerKey: '3MVG9other',
  state: 'Active',
  createdBy: fromOutside(otto),
  createdAt: null,
  expiresAt: null,
};
const seen = { at: 0, primaryKey: '3MVG9key', slot, stored: new Set<string>() };

function orgWith(usernames: SalesforceOrg['users']['usernames']): SalesforceOrg {
  return { users: { usernames } } as unknown as SalesforceOrg;
}

describe('the person who staged credentials', () => {
  it('is called by the username, and the id stays for comparisons', async () => {
    const org = orgWith(async () => new Map([[otto.slice(0, 15), fromOutside('otto@acme.example')]]));
    expect((await withAuthor(org, seen)).slot).toEqual({ ...slot, author: 'otto@acme.example' });
  });

  it('keeps the id if the org does not say more', async () => {
    const silent = orgWith(async () => new Map());
    const closed = orgWith(() =>
      Promise.reject(reason('OrgUnreachable', { host: 'acme.example', problem: 'no answer' })),
    );
    for (const org of [silent, closed]) expect((await withAuthor(org, seen)).slot).toEqual(slot);
  });

  it('is not looked up for what keyturn staged, or for a name', async () => {
    const org = orgWith(() => Promise.reject(new Error('nobody has to be asked')));
    const ours = { ...seen, stored: new Set(['3MVG9other']) };
    const byName = { ...seen, slot: { ...slot, createdBy: fromOutside('Otto Admin') } };
    for (const one of [ours, byName, { ...seen, slot: null }]) expect(await withAuthor(org, one)).toBe(one);
  });
});

it('an app that is gone is called by its name, not by its id', async () => {
  const watched = watchedApp();
  const gone = reason('AppUnknown', { app: watched.appId, org: 'acme', known: [] });
  const org = {
    orgId: watched.orgId,
    apps: { consumers: () => Promise.reject(gone), staged: () => Promise.reject(gone) },
  } as unknown as SalesforceOrg;
  const looking = observeConsumer({ org, store: { get: async () => null }, clock: new FakeClock() }, watched, []);
  await expect(looking).rejects.toMatchObject({
    code: 'AppUnknown',
    message: expect.stringMatching(/called Billing_Sync/),
  });
  await expect(looking).rejects.not.toMatchObject({ message: expect.stringContaining(watched.appId) });
});
