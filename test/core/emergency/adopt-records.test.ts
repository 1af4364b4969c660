import { expect, it } from 'vitest';
import { adoptContainments } from '../../../src/core/emergency/adopt-records.ts';
import type { ContainmentRecord } from '../../../src/core/model/containment-record.ts';
import { World } from '../rotation/world.ts';

it.each([
  ['of the credentials that are watched is an open emergency', {}, 0, true],
  ['of credentials that were replaced since opens nothing', { ends: '3MVG9replaced' }, 0, false],
  ['from before the app was watched opens nothing', {}, -1, false],
])('a record %s', async (_name, of, sinceWatched, isAdopted) => {
  const world = new World({ name: 'a record', kind: 'emergency' });
  await world.begin();
  const { state, watched, clock } = await world.process();
  const { orgId, org, app, consumerId, consumerKey, adoptedAt } = watched;
  const at = adoptedAt + sinceWatched;
  const record: ContainmentRecord = {
    ...{ orgId, org, app, consumerId, by: 'flow', wasSo: false, intendedAt: at, containedAt: at, confirmedAt: at },
    leakedSince: null,
    run: { id: 'lost', personId: '005000000000001AAA', ends: consumerKey, keepsSessions: false, ...of },
  };
  await adoptContainments(state, clock, [record]);
  expect(world.open?.id ?? null).toBe(isAdopted ? 'lost' : null);
});
