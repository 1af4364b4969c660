import { expect, it, onTestFinished } from 'vitest';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import type { OperatePorts } from '../../../src/core/operate/operate-request.ts';
import { performWork } from '../../../src/core/unattended/perform-work.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { noAppSettings } from '../../support/no-app-settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { noon, watchedApp } from '../watch/watched-apps.ts';

const trouble = (code: string) => ({ code, message: 'no', since: noon, triedAt: noon, isPassing: false });

it('what kept an org from being reached is over for all of its apps once one of them could be worked on', async () => {
  const clock = new FakeClock(noon);
  const state = await openState({ folder: tempFolder(), clock, actor: 'tester@bench', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  const first = watchedApp({ app: 'First', consumerId: '888a', trouble: trouble('SignInBroken') });
  const others = [
    watchedApp({ app: 'Second', consumerId: '888b', trouble: trouble('SessionExpired') }),
    watchedApp({ app: 'Third', consumerId: '888c', trouble: trouble('StrangersPair') }),
    watchedApp({ app: 'Fourth', consumerId: '888d', org: 'acme-ci', trouble: trouble('SignInBroken') }),
  ];
  for (const app of [first, ...others]) await state.apps.save(app);
  const ports = { state, clock, signal: new AbortController().signal } as unknown as OperatePorts;
  const work = { do: 'resume' } as const;
  await expect(performWork(ports, first, { work, begunAt: noon })).resolves.toBe('done');
  const left = (await state.apps.list()).filter((app) => app.trouble !== null);
  expect(left.map(({ app }) => app)).toEqual(['Fourth', 'Third']);
});
