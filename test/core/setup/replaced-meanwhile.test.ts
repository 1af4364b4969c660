import { expect, it } from 'vitest';
import { shortKey } from '../../../src/core/plain/text.ts';
import { farewell } from '../../../src/ui/wizard/farewell.ts';
import { practiceBench } from '../../support/practice.ts';
import { usualAnswers } from './usual-answers.ts';

const app = 'ERP_Bridge';
const kept = 'the consumer key and secret stay the same';
const screen = { warnings: [], isPractice: true, columns: 500 };

it('a setup during which others replaced the credentials says so, and not that they stay the same', async () => {
  const bench = await practiceBench();
  const { signIns } = bench.ports;
  const keyNow = async () =>
    (await bench.state()).apps
      .find(({ developerName }) => developerName === app)
      ?.consumers[0]?.pairs.find(({ slot }) => slot === 'primary')?.consumerKey ?? '';
  const before = await keyNow();
  const changing: typeof signIns = Object.create(signIns, {
    open: {
      value: async (...args: Parameters<typeof signIns.open>) => {
        const org = await signIns.open(...args);
        const readPair: typeof org.apps.readPair = async (...place) => {
          if ((await keyNow()) === before) await bench.control('POST', '/act', { act: 'rotateInSetup', app });
          return org.apps.readPair(...place);
        };
        return Object.create(org, { apps: { value: Object.create(org.apps, { readPair: { value: readPair } }) } });
      },
    },
  });
  const result = await bench.setup(usualAnswers(bench), {}, changing);
  const now = await keyNow();
  expect(now).not.toBe(before);
  expect(result.app.consumerKey).toBe(now);
  const said = `the consumer key is now ${shortKey(now)}, not ${shortKey(before)}`;
  expect(result.warnings).toContainEqual(expect.stringContaining(said));
  const text = farewell({ kind: 'finished', result }, screen).replace(/\s+/g, ' ');
  expect(text).toContain(said);
  expect(text).not.toContain(kept);
});

it('a setup that nobody disturbs says that the credentials stay the same', async () => {
  const bench = await practiceBench();
  const result = await bench.setup(usualAnswers(bench));
  expect(farewell({ kind: 'finished', result }, screen).replace(/\s+/g, ' ')).toContain(kept);
  expect(result.warnings.join(' ')).not.toContain('Others replaced');
});
