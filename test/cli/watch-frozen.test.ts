import { expect, it } from 'vitest';
import { Situation } from '../support/pasted/in-process.ts';

it.each([
  ['freeze', 'is frozen', 'unfreeze', true],
  ['freeze', 'is frozen', 'unfreeze', false],
  ['deactivate', 'is inactive', 'activate', true],
] as const)(
  'watching an app after %s of its user names the cure, and status knows it',
  async (act, found, cure, isOn) => {
    const situation = await Situation.open();
    const run = async (line: string) => (await situation.run([...line.split(' '), '--practice'])).text;
    situation.act({ act: 'secretAccess', on: isOn });
    situation.actOnUser(act, 'Mailer');
    const watched = await run('watch Mailer');
    expect(watched).toMatch(
      new RegExp(`▲ int\\.mailer@\\S+ ${found}, so Salesforce issues no tokens\\. First seen on`),
    );
    expect(watched).toContain(`practice act ${cure} --username int.mailer@`);
    const status = await run('status Mailer');
    expect(status).toContain('drifted');
    expect(status).toContain(found);
    expect(await run('watch Mailer')).toContain(found);
    situation.actOnUser(cure, 'Mailer');
    expect(await run('watch Mailer')).not.toContain(found);
    expect(await run('status Mailer')).not.toContain(found);
    situation.forget();
  },
);

it('watching an app whose credentials get no token says what to do', async () => {
  const situation = await Situation.open();
  const run = async (line: string) => (await situation.run([...line.split(' '), '--practice'])).text;
  const field = 'permittedUsersPolicyType';
  situation.act({ act: 'setPolicy', app: 'Mailer', field, value: 'AdminApprovedPreAuthorized' });
  const watched = await run('watch Mailer');
  expect(watched).toContain('▲ The credentials got no token: ');
  expect(watched).toMatch(/no token: [^\n]*\)\. [A-Z][^\n]*`[^`]+`/);
  situation.forget();
});
