import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { control, domainOf, makeQuickStore, place } from '../support/keyturn.ts';
import { practiceOrg } from '../support/practice-org.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface State {
  readonly apps: readonly { readonly developerName: string; readonly flow: object; readonly executionUser: string }[];
}

describe('an org with neither an app nor a user for it', () => {
  it('gets both, and a proof', async () => {
    const here = place(join(tempFolder(), 'home'));
    await makeQuickStore(here);
    const practice = await practiceOrg(here);
    const state = async () => (await control(practice, 'GET', '/state')) as State;
    for (const { developerName } of (await state()).apps) {
      await control(practice, 'POST', '/act', { act: 'deleteApp', app: developerName });
    }
    const user = `int.shop@${domainOf(here)}`;
    const app = ['--create', '--label', 'Shop Connect', '--contact-email', 'a@acme.example'];
    const execution = ['--create-execution-user', user, '--email', 'a@acme.example', '--objects', 'Account'];
    const told = await call(here, [
      ...['setup', '--practice', ...app, ...execution],
      ...['--store', 'file', '--no-consumers', '--yes', '--json'],
    ]);
    expect(JSON.parse(told.stdout)).toMatchObject({ status: 0, result: { proof: { username: user } } });
    expect((await state()).apps).toMatchObject([
      { developerName: 'Shop_Connect', flow: { app: true, policy: true }, executionUser: user },
    ]);
    const audit = JSON.parse((await call(here, ['audit', '--practice', '--json'])).stdout).result;
    expect(audit.apps).toMatchObject([{ app: 'Shop_Connect', isWatched: true, executionUser: { username: user } }]);
  });

  it.each([
    [['--label', 'x'], '--create'],
    [['--email', 'a@b.example'], '--create-execution-user'],
    [['--execution-user', 'a@b.example', '--create-execution-user', 'c@d.example'], "can't be used together"],
    [['--create', '--project-dir', '.'], '--project-dir'],
  ])('refuses %j, which says two things', async (flags, word) => {
    const here = place(join(tempFolder(), 'home'));
    const told = JSON.parse((await call(here, ['setup', '--practice', ...flags, '--json'])).stdout);
    expect(told).toMatchObject({ status: 2, name: 'UsageInvalid', message: expect.stringContaining(word) });
  });
});
