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
