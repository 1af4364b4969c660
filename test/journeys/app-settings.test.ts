import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { daysAgo } from '../support/days-ago.ts';
import { RotatingBundle } from '../support/rotating-bundle.ts';

const app = 'ERP_Bridge';

it('uses the settings of an app in every command at once, and its chosen policy again when the line is gone', async () => {
  const bundle = await RotatingBundle.open(app, ['--issued', daysAgo(10), '--max-age', '90d', '--grace', '7d']);
  const file = join(bundle.here.home, 'config.json5');
  const json = async (...args: string[]) => JSON.parse((await bundle.run([...args, '--json'])).stdout).result;
  const inForce = async () => {
    const { reminders, dueAt } = (await json('status', app)).apps[0];
    const { stdout, stderr } = await bundle.run(['rotate', app]);
    return {
      due: dueAt.slice(0, 10),
      reminders,
      isDeletedAtOnce: /Delete the previous credentials \(\S+\) at once/.test(stdout + stderr),
    };
  };
  const named = { due: daysAgo(5), reminders: ['2d'], isDeletedAtOnce: true };
  const chosen = { due: daysAgo(-80), reminders: ['30d', '14d', '7d', '3d', '1d'], isDeletedAtOnce: false };
  expect((await json('daemon', '--once')).notices).toEqual([]);

  writeFileSync(file, `{ apps: { ${app}: { maxAge: '5d', grace: '0d', remind: '2d', automation: 'remind' } } }`);
  expect(await inForce()).toEqual(named);
  // Nothing of the app was due before tomorrow by the policy that counted in the last tick.
  expect((await json('daemon', '--once')).notices).toMatchObject([{ kind: 'secret-age' }]);

  rmSync(file);
  expect(await inForce()).toEqual(chosen);
  await json('daemon', '--once');
  expect(await inForce()).toEqual(chosen);
});
