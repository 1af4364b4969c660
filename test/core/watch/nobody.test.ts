import { expect, it } from 'vitest';
import { watchDetail } from '../../../src/core/acts/noted-watch.ts';
import { addConsumer, setNobody } from '../../../src/core/watch/consumers.ts';
import { actWords } from '../../../src/core/words/acts.ts';
import { withRotationBench } from '../../support/rotation-bench.ts';
import { watchedApp } from './watched-apps.ts';

it('nobody uses the credentials until a consumer is added, and the audit trail has both', async () => {
  await withRotationBench({}, async ({ state, watched, ports: { clock, deliveries } }) => {
    const app = { ...(await watched()), consumers: [] };
    await state.apps.save(app);
    expect((await setNobody(state, app)).hasNoConsumers).toBe(true);
    expect((await watched()).hasNoConsumers).toBe(true);
    const person = {
      name: 'Ana',
      target: { kind: 'manual', name: 'Ana' },
      contact: null,
      notes: null,
      keys: null,
    } as const;
    await addConsumer({ state, clock, deliveries }, app, person);
    expect((await watched()).hasNoConsumers).toBe(false);
    await expect(setNobody(state, app)).rejects.toMatchObject({ code: 'ConsumerExists' });
    const actions = (await state.journal.list()).map(({ action }) => action);
    expect(actions.slice(-2)).toEqual(['no-consumers', 'add-consumer']);
  });
});

it.each([
  ['an app that was not watched', null, 'started watching'],
  ['credentials with another key', watchedApp({ consumerKey: '3MVG9other' }), 'started watching'],
  ['the same credentials', watchedApp(), 'current credentials read again'],
  [
    'another policy',
    watchedApp({ policy: { ...watchedApp().policy, maxAgeDays: 60 } }),
    'policy changed: maximum age 90 days, grace period 7 days, reminders 30, 14, 7, 3, 1 days before, automation stage',
  ],
])('the audit trail says of %s what changed', (_of, before, words) => {
  expect(actWords('watch', 'done', watchDetail(before, watchedApp()))).toBe(words);
});
