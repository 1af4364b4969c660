import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { keyturnInTerminal, makeQuickStore, place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('the watch adds a consumer, changes a policy and starts watching another app, as the commands do', async () => {
  const folder = tempFolder();
  const here = place(join(folder, 'home'));
  await makeQuickStore(here);
  await call(here, ['watch', 'ERP_Bridge', '--practice', '--json']);
  const terminal = keyturnInTerminal(here, ['--practice']);
  const answer = async (question: string | RegExp, typed = '') => {
    await terminal.waitFor(question);
    terminal.press(`${typed}\r`);
  };
  await terminal.waitFor(/▸ ERP Bridge[\s\S]*enter details/);
  terminal.press('u');
  await answer('▸ Add a consumer');
  await answer('How does the consumer get new credentials?');
  await answer('Which file should keyturn write?', '/nope/erp.env');
  await answer("keyturn can't use /nope/erp.env", `\x15${join(folder, 'erp.env')}`);
  await answer('What is the consumer called?', '\x15ERP');
  await answer('Who is the contact?', 'maria@acme.example');
  await answer('Add ERP to ERP Bridge?');
  await answer('✔ Added ERP');
  await terminal.waitFor('Press c to check the org now.');
  terminal.press('p');
  await answer('How much should keyturn do automatically?');
  await answer('What is the maximum age of a secret?', '\x1560d');
  await answer('When should keyturn remind you');
  await answer('How long should keyturn keep the previous');
  await answer('Save the policy of ERP Bridge?');
  await answer('✔ Saved the policy of ERP Bridge.');
  await terminal.waitFor('Press c to check the org now.');
  terminal.press('\x1b');
  await terminal.waitFor('enter details');
  terminal.press('n');
  await answer('What do you want to add?');
  await answer('Which app of practice should keyturn watch?', 'j');
  await answer('Which OAuth consumer of Legacy Loader?', 'j');
  await answer(/Start watching Legacy Loader in practice\?/);
  await answer('✔ Watching Legacy Loader');
  await terminal.waitFor('enter details');
  terminal.press('q');
  expect(await terminal.exited).toBe(0);
  const { stdout } = await call(here, ['consumer', 'list', '--practice', '--json']);
  const { apps } = JSON.parse(stdout).result;
  expect(apps.map(({ app }: { readonly app: string }) => app).sort()).toEqual(['ERP_Bridge', 'Legacy_Loader']);
  expect(apps.find(({ app }: { readonly app: string }) => app === 'ERP_Bridge').consumers).toMatchObject([
    { name: 'ERP', target: `file:${join(folder, 'erp.env')}`, contact: 'maria@acme.example' },
  ]);
  const status = JSON.parse((await call(here, ['status', '--practice', '--json'])).stdout).result.apps;
  const dueAt = (name: string) => Date.parse(status.find(({ app }: { readonly app: string }) => app === name).dueAt);
  expect(Math.round((dueAt('Legacy_Loader') - dueAt('ERP_Bridge')) / 86_400_000)).toBe(30);
});
