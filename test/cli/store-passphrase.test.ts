import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('changes the passphrase of the encrypted file, and names the file that has the old one', async () => {
  const { works, call, here } = await inProcess();
  await works('watch', 'ERP_Bridge');
  const file = String(here.env.KEYTURN_PASSPHRASE_FILE);
  const next = join(tempFolder(), 'next');
  expect((await call('store', 'passphrase')).stderr).toContain('--new-passphrase-file');
  writeFileSync(next, 'short\n', { mode: 0o600 });
  expect((await call('store', 'passphrase', '--new-passphrase-file', next)).stderr).toContain('PassphraseWeak');
  await works('reveal', 'ERP_Bridge', '--unsafe-stdout');
  writeFileSync(next, 'four CANARY words more\n', { mode: 0o600 });
  const changed = await call('store', 'passphrase', '--new-passphrase-file', next);
  expect(changed).toMatchObject({ code: 0, stdout: expect.stringContaining('identity.age') });
  expect(changed.stderr).toContain(`keyturn reads the passphrase from ${file}. Write the new one into that file.`);
  expect(changed.stdout + changed.stderr).not.toContain('CANARY');
  expect((await call('reveal', 'ERP_Bridge', '--unsafe-stdout')).stderr).toContain('PassphraseWrong');
  writeFileSync(file, 'four CANARY words more\n', { mode: 0o600 });
  await works('reveal', 'ERP_Bridge', '--unsafe-stdout');
});
