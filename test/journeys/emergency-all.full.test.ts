import { expect, it } from 'vitest';
import { control } from '../support/keyturn.ts';
import { RotatingBundle } from '../support/rotating-bundle.ts';

const others = ['Data_Lake', 'Mailer'];

it('several apps are replaced side by side: one that fails is named, and keeps none of the others from being done', async () => {
  const bundle = await RotatingBundle.open();
  for (const app of others) expect((await bundle.run(['watch', app, '--json'])).code).toBe(0);
  await control(bundle.org, 'POST', '/act', { act: 'secretAccess', on: false });
  const before = await bundle.state();
  const mailer = before.apps.find(({ developerName }) => developerName === 'Mailer');
  const refused = { kind: 'status', status: 400, times: 0, method: 'POST', path: `/${mailer?.id}/` };
  await control(bundle.org, 'POST', '/faults', refused);

  const command = ['emergency', '--all', '-o', 'practice', '--confirm', 'practice', '--json'];
  const told = await bundle.run(command);
  expect([told.code, JSON.parse(told.stdout).name]).toEqual([1, 'EmergencyIncomplete']);
  expect(JSON.parse(told.stdout).message).toContain('Not finished: Mailer (1 of 3 apps)');
  expect(told.stderr).toMatch(/✔ ERP.Bridge/);

  const after = await bundle.state();
  const primaryOf = (state: typeof after, name: string) =>
    state.apps
      .find(({ developerName }) => developerName === name)
      ?.consumers[0]?.pairs.find(({ slot }) => slot === 'primary');
  const isNew = (name: string) => primaryOf(after, name)?.consumerKey !== primaryOf(before, name)?.consumerKey;
  expect([isNew('ERP_Bridge'), isNew('Data_Lake'), isNew('Mailer')]).toEqual([true, true, false]);
  expect(await bundle.consumerPair()).toMatchObject({ accepted: true });
  expect(after.secretAccessOverRest).toBe(false);
  // On and off around staging, and around the rest: for all of them together, not for each.
  const deploys = after.deploys.length - before.deploys.length;
  expect(deploys % 2).toBe(0);
  expect(deploys).toBeLessThan(others.length * 4);

  await control(bundle.org, 'DELETE', '/faults');
  // The same command goes on with the one that failed, and takes the new pairs of the others for no leak.
  const resumed = await bundle.run(command);
  expect([resumed.code, JSON.parse(resumed.stdout).result?.apps.length]).toEqual([0, 1]);
  expect(resumed.stderr).toMatch(
    /The leaked credentials of ERP_Bridge .* were replaced .* keyturn changes nothing there/,
  );
  const end = await bundle.state();
  expect(primaryOf(end, 'ERP_Bridge')?.consumerKey).toBe(primaryOf(after, 'ERP_Bridge')?.consumerKey);
  expect(primaryOf(end, 'Mailer')?.consumerKey).not.toBe(primaryOf(before, 'Mailer')?.consumerKey);
  expect(end).toMatchObject({ secretAccessOverRest: false });
  expect(end.apps.filter(({ oauthEnabled }) => !oauthEnabled)).toEqual([]);
  expect(await bundle.leaks()).toEqual([]);
});
