import { expect, it, onTestFinished } from 'vitest';
import { defaultPolicy } from '../../../src/core/model/watched-app.ts';
import { adopt } from '../../../src/core/watch/adopt.ts';
import { rotationBench } from '../../support/rotation-bench.ts';

it('watches the credentials that it stored, although others promoted them after the app was listed', async () => {
  const bench = await rotationBench();
  onTestFinished(() => bench.close());
  const { ports, state, store } = bench;
  const before = await bench.watched();
  const org = await ports.openOrg('practice');
  const consumers = async (id: string) =>
    (await org.apps.consumers(id)).map((one) => ({ ...one, consumerKey: 'listed-before' }));
  const { watched } = await adopt({
    org: { ...org, apps: { ...org.apps, consumers } },
    app: before.app,
    consumer: null,
    policy: defaultPolicy,
    deliveries: [],
    tests: ports.deliveries,
    issuedAt: null,
    openStore: async () => store,
    state,
    clock: bench.clock,
  });
  expect(watched.consumerKey).toBe(before.consumerKey);
  expect(await state.rotations.open(watched.orgId, watched.consumerId)).toBeNull();
});
