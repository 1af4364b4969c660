import { expect, it } from 'vitest';
import { day } from '../../../src/core/plain/time.ts';
import { promoteStaged } from '../../../src/core/rotation/change-pairs.ts';
import { believe } from '../../../src/core/rotation/look.ts';
import { noon } from '../watch/watched-apps.ts';
import { both, look, newKey, previous } from './given.ts';
import { runWith } from './run-with.ts';

const clocks = [
  ['10 days behind', -10 * day, noon],
  ['10 days ahead', 10 * day, noon + 10 * day],
] as const;

it.each(clocks)('counts the grace period by the later clock if the one of the org is %s', async (_, ahead, from) => {
  const org = { aheadMs: (() => ahead) as never, apps: { rotate: async () => undefined } };
  const promoted = runWith({ org });
  await promoteStaged(promoted.run, '0xS1');
  expect(promoted.run.rotation.rotatedAt).toBe(from);
  const found = runWith({ org });
  await believe(found.run, look({ primaryKey: newKey, slot: previous, stored: both }));
  expect(found.run.rotation.rotatedAt).toBe(from);
});
