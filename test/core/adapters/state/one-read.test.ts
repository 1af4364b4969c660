import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { oneRead } from '../../../../src/core/adapters/state/one-read.ts';
import { openState } from '../../../../src/core/adapters/state/open-state.ts';
import type { State } from '../../../../src/core/ports/ports.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { noAppSettings } from '../../../support/no-app-settings.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { rotation } from '../../watch/rotations.ts';
import { billingSync } from './state-fixtures.ts';

describe('a read that many request', () => {
  it('is one for all who request it at the same moment, and another one later', async () => {
    let reads = 0;
    const read = oneRead(async () => {
      reads += 1;
      return reads;
    });
    expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
    expect(await read()).toBe(2);
  });

  it('fails for all of them, and not for those who come later', async () => {
    const problem = new Error('the disk');
    let fails = true;
    const read = oneRead(async () => {
      if (fails) throw problem;
      return 'found';
    });
    expect(await Promise.allSettled([read(), read()])).toEqual([
      { status: 'rejected', reason: problem },
      { status: 'rejected', reason: problem },
    ]);
    fails = false;
    expect(await read()).toBe('found');
  });
});

describe('in a state', () => {
  let state: State;

  beforeEach(async () => {
    const given = { folder: tempFolder(), clock: new FakeClock(), actor: 'ada@host', appSettings: noAppSettings };
    state = await openState(given);
    onTestFinished(() => state.close());
  });

  it('everybody finds what they have written, however many write at once', async () => {
    const names = Array.from({ length: 20 }, (_, number) => `App_${number}`);
    const found = names.map(async (app, number) => {
      const named = { app, consumerId: `888${number}` };
      // Some write twice, so not all go on at the same moment.
      for (let write = 0; write <= number % 3; write += 1) {
        await state.apps.save({ ...billingSync, ...named, label: `${write}` });
        await state.rotations.save(rotation({ ...named, id: app, personId: `${write}` }));
      }
      const [apps, runs] = await Promise.all([state.apps.list(), state.rotations.unfinished()]);
      return [apps.find((one) => one.app === app)?.label, runs.find(({ id }) => id === app)?.personId];
    });
    expect(await Promise.all(found)).toEqual(names.map((_, number) => [`${number % 3}`, `${number % 3}`]));
  });
});
