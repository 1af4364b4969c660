import { describe, expect, it } from 'vitest';
import { findOtherUse } from '../../../src/core/incident/other-use.ts';
import { defaultPolicy } from '../../../src/core/model/watched-app.ts';
import { adopt } from '../../../src/core/watch/adopt.ts';
import { practiceBench } from '../../support/practice.ts';

async function watchedIn(app: string) {
  const bench = await practiceBench();
  const { signIns, state, clock, stores } = bench.ports;
  const [signIn] = await signIns.list();
  const org = await signIns.open(signIn?.username ?? '');
  const { watched } = await adopt({
    org,
    app,
    consumer: null,
    policy: defaultPolicy,
    deliveries: [],
    tests: { inspect: async () => null, places: async () => [] },
    issuedAt: null,
    openStore: () => stores.open('file'),
    state,
    clock,
  });
  return { bench, org, watched, find: () => findOtherUse(org, watched, clock.now()) };
}

describe('other use of the same consumer key', () => {
  it('is none for an app that serves client credentials alone', async () => {
    const { find } = await watchedIn('ERP_Bridge');
    expect(await find()).toEqual({ flows: [], unseen: [] });
  });

  it('shows in the switches of the app and in its scopes', async () => {
    const { find, bench } = await watchedIn('ERP_Bridge');
    await bench.control('POST', '/act', {
      act: 'setGlobal',
      app: 'ERP_Bridge',
      field: 'isDeviceFlowEnabled',
      value: 'true',
    });
    expect((await find()).flows).toEqual(['device flow']);
  });

  it('names what could not be looked at', async () => {
    const { find, bench } = await watchedIn('ERP_Bridge');
    await bench.control('POST', '/faults', {
      kind: 'status',
      status: 403,
      body: '[{"message":"no","errorCode":"INSUFFICIENT_ACCESS"}]',
      path: '/apps/oauth/usage',
      times: 0,
    });
    expect((await find()).unseen).toEqual(['who has refresh tokens for it']);
  });
});
