import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

it.each([
  ['below /proc, where no folder can be made', () => '/proc/keyturn/home'],
  [
    'behind a link that leads nowhere',
    (folder: string) => {
      symlinkSync(join(folder, 'not', 'mounted'), join(folder, 'home'));
      return join(folder, 'home', 'keyturn');
    },
  ],
])('a home %s is named as the problem by every command of the practice org', async (_what, homeIn) => {
  const folder = tempFolder();
  const { env } = place(join(folder, 'own'));
  const home = homeIn(folder);
  for (const line of ['status', 'practice reset', 'watch ERP_Bridge']) {
    const args = [...line.split(' '), '--practice', '--json'];
    const { code, stdout } = await call({ home, env: { ...env, KEYTURN_HOME: home } }, args, { opensState: false });
    const { name, actions } = JSON.parse(stdout);
    expect([line, code, name, actions]).toEqual([
      line,
      1,
      'PracticeOrgFailed',
      ['Set `KEYTURN_HOME` to a folder that you can write to.'],
    ]);
  }
});
