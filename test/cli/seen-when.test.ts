import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';
const seen = String.raw`Last seen on \d{4}-\d\d-\d\d at \d\d:\d\d UTC: `;

it('status says when keyturn last saw a change, which may be over since', async () => {
  const { works, call, control } = await inProcess();
  await works('watch', erp);
  await control('POST', '/act', { act: 'oauthOff', app: erp });
  await works('check', erp);
  await control('POST', '/act', { act: 'oauthOn', app: erp });
  await works('resume', erp);
  for (const args of [['status'], ['status', erp]])
    expect((await call(...args)).stdout).toMatch(new RegExp(`${seen}OAuth is off for this app`));
  const { apps } = (await works('status')) as { apps: readonly { attention: string }[] };
  expect(apps[0]?.attention).toMatch(new RegExp(`^${seen}OAuth is off`));
});

it('a check says when keyturn last saw what it could not look at now', async () => {
  const { works, call, control } = await inProcess();
  const text = async () => (await call('check', erp)).stdout;
  await works('watch', erp);
  await control('POST', '/act', { act: 'stage', app: erp });
  const found = await text();
  expect(found).toContain('staged credentials outside keyturn');
  expect(found).not.toContain('Last seen');
  await control('POST', '/act', { act: 'secretAccess', on: false });
  for (const _ of ['once', 'again']) expect(await text()).toMatch(new RegExp(`▲ ${seen}otto\\.admin@\\S+ staged`));
  const { notices } = (await works('daemon', '--once')) as { notices: readonly { kind: string }[] };
  expect(notices.filter(({ kind }) => kind === 'drift')).toHaveLength(1);
});

it('status names previous credentials of others, because of which a command was refused, until they are gone', async () => {
  const { works, call, control } = await inProcess();
  const mailer = 'Mailer';
  await works('watch', mailer);
  await control('POST', '/act', { act: 'secretAccess', on: false });
  expect((await call('stage', mailer, '--yes')).stderr).toContain('PreviousPairLives');
  const previous = async () => {
    const { apps } = (await works('status')) as { apps: readonly { previous: object | null }[] };
    return apps[0]?.previous;
  };
  const said = 'The staging slot held previous credentials';
  expect(await previous()).toMatchObject({ state: 'previous' });
  expect((await call('status', mailer)).stdout).toMatch(
    new RegExp(`${said} \\(3MVG9…\\w+\\) when keyturn last looked\\. .*keyturn retire Mailer --confirm Mailer`),
  );
  await works('retire', mailer, '--confirm', mailer);
  expect(await previous()).toBeNull();
  expect((await call('status', mailer)).stdout).not.toContain(said);
});

it.each(['check', 'resume'])(
  'a check that finds OAuth off again says so of an app that %s saw with OAuth on',
  async (saw) => {
    const { works, call, control } = await inProcess();
    await control('POST', '/act', { act: 'oauthOff', app: erp });
    await works('watch', erp);
    const text = async () => (await call('check', erp)).stdout;
    await text();
    expect(await text()).toContain('It was off when keyturn first checked the app, too.');
    await control('POST', '/act', { act: 'oauthOn', app: erp });
    if (saw === 'check') await text();
    else await works('rotate', erp, '--no-consumers', '--yes');
    await control('POST', '/act', { act: 'oauthOff', app: erp });
    for (const _ of ['once', 'again']) expect(await text()).toContain('It was turned off outside keyturn.');
  },
);
