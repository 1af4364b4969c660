import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RotatingBundle } from '../support/rotating-bundle.ts';

const app = 'ERP_Bridge';
const loses = 'A consumer that still uses the staged credentials loses access when they are deleted.';

it('warns that the old target of a consumer may have the staged credentials, before it discards them', async () => {
  const bundle = await RotatingBundle.open();
  await bundle.run(['consumer', 'add', app, 'Yara', '--deliver', 'manual:Yara']);
  expect((await bundle.run(['rotate', app, '--yes'])).code).toBe(3);
  const to = `file:${join(bundle.envFile, '../moved.env')}`;
  const edited = await bundle.run(['consumer', 'edit', app, `file:${bundle.envFile}`, '--deliver', to]);
  expect(edited.stdout).toContain(
    `▲ Removed during this rotation: ${bundle.envFile}. In some orgs, a consumer that still uses the current credentials loses access when the new ones are promoted. Only you can delete the previous credentials.`,
  );
  expect((await bundle.run(['status', app])).stdout).toContain(`Removed during this rotation: ${bundle.envFile}`);

  const discarded = await bundle.run(['discard', app, '--confirm', app, '--yes']);
  expect(discarded.stderr.replace(/\s+/g, ' ')).toContain(`Removed: ${bundle.envFile}. ${loses}`);
  const removed = await bundle.run(['consumer', 'remove', app, 'Yara']);
  expect(removed.stdout).toContain(`▲ Removed: ${bundle.envFile}, Yara. ${loses}`);
  expect(removed.stdout).toContain(`Continue the discard with \`keyturn resume ${app} --practice\`.`);
  expect(removed.stdout).not.toContain('previous credentials');
});

it('says in an emergency that a removed consumer has no access without the new credentials', async () => {
  const bundle = await RotatingBundle.open();
  await bundle.run(['consumer', 'add', app, 'Yara', '--deliver', 'manual:Yara']);
  await bundle.run(['emergency', app, '--confirm', app, '--yes']);
  const removed = await bundle.run(['consumer', 'remove', app, 'Yara']);
  expect(removed.stdout).toContain('a consumer has no access until it gets the new ones.');
  expect(removed.stdout).toContain(`Continue the emergency with \`keyturn resume ${app} --practice\`.`);
  expect(removed.stdout).not.toContain('previous credentials');
});
