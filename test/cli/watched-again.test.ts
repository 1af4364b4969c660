import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type InProcess, inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

async function appOf({ works }: InProcess) {
  const { apps } = (await works('status', erp)) as { apps: Record<string, unknown>[] };
  return apps[0] ?? {};
}

/** The app as the state keeps it. */
function rowOf({ rows }: InProcess): Record<string, unknown> {
  const [row] = rows().apps as { body: string }[];
  return JSON.parse(row?.body ?? '{}') as Record<string, unknown>;
}

it.each([
  ['watch', ['watch', erp, '--max-age', '100d']],
  ['watch --accept', ['watch', erp, '--accept']],
  ['setup', ['setup', '--app', erp, '--execution-user', 'svc.erp', '--no-certificate', '--yes']],
])('%s keeps who works on an app, a pause, the break-glass card and the latest drill', async (_name, args) => {
  const bench = await inProcess();
  const [, domain] = bench.org.username.split('@');
  await bench.works('watch', erp);
  await bench.works('snooze', erp, '3d');
  await bench.works('ack', erp, '--by', 'Ana', '--why', 'on it');
  await bench.works('emergency', erp, '--card', join(bench.here.home, 'card.md'));
  await bench.works('emergency', erp, '--drill', '--confirm', erp);
  const before = { row: rowOf(bench), shown: await appOf(bench) };
  expect(before.row).toMatchObject({ card: expect.any(String), lastDrill: expect.any(Object) });
  await bench.works(...args.map((arg) => (arg === 'svc.erp' ? `svc.erp@${domain}` : arg)));
  const { attention, card, lastDrill } = before.row;
  expect(rowOf(bench)).toMatchObject({ attention, card, lastDrill });
  const { acknowledged, snoozedUntil } = before.shown;
  expect(await appOf(bench)).toMatchObject({ acknowledged, snoozedUntil });
});

it('says of stored credentials at most that they were not read again, while REST access to secrets is off', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  await bench.control('POST', '/act', { act: 'secretAccess', on: false });
  const policy = await bench.call('watch', erp, '--max-age', '100d');
  expect([policy.code, policy.stderr]).toEqual([0, '']);
  const read = await bench.call('watch', erp);
  expect([read.code, read.stderr]).toEqual([0, expect.stringContaining("keyturn didn't read the credentials again")]);
  expect(await bench.works('check', erp)).toMatchObject({ apps: [{ lastProof: { answer: 'accepted' } }] });
  const first = await bench.call('watch', 'Mailer');
  expect(first.stderr).toContain('without storing or verifying its credentials');
});

it('says the same of a person who may not read secrets', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  const permission = 'ViewClientSecret';
  await bench.control('POST', '/act', { act: 'revokePermission', username: bench.org.username, permission });
  const policy = await bench.call('watch', erp, '--max-age', '100d');
  expect([policy.code, policy.stderr]).toEqual([0, '']);
  const read = await bench.call('watch', erp);
  expect(read.stderr).toContain("keyturn didn't read them again");
});

it('a new policy accepts nothing that was changed outside keyturn', async () => {
  const bench = await inProcess();
  const drift = async () => (await appOf(bench)).drift;
  await bench.works('watch', erp);
  await bench.works('check', erp);
  const field = { app: erp, field: 'ipRelaxationPolicyType', value: 'Bypass' };
  await bench.control('POST', '/act', { act: 'setPolicy', ...field });
  await bench.works('check', erp);
  const found = await drift();
  expect(found).toMatchObject([{ kind: 'policy-loosened' }]);
  await bench.works('watch', erp, '--max-age', '100d');
  expect(await drift()).toEqual(found);
  await bench.works('check', erp);
  expect(await drift()).toEqual(found);
  await bench.works('watch', erp, '--accept');
  await bench.works('check', erp);
  expect(await drift()).toEqual([]);
});

it('watching other credentials accepts them alone, and a token ends what it disproves', async () => {
  const bench = await inProcess();
  const kinds = async () => ((await appOf(bench)).drift as { kind: string }[]).map(({ kind }) => kind).sort();
  await bench.works('watch', erp);
  await bench.works('check', erp);
  const field = { app: erp, field: 'ipRelaxationPolicyType', value: 'Bypass' };
  await bench.control('POST', '/act', { act: 'setPolicy', ...field });
  await bench.control('POST', '/act', { act: 'rotateInSetup', app: erp });
  await bench.control('POST', '/act', { act: 'oauthOff', app: erp });
  await bench.works('check', erp);
  expect(await kinds()).toEqual(['flow-off', 'pair-changed-outside', 'policy-loosened']);
  await bench.control('POST', '/act', { act: 'oauthOn', app: erp });
  await bench.works('watch', erp);
  expect(await kinds()).toEqual(['policy-loosened']);
});

it.each([
  ['watch', ['watch', erp]],
  ['setup', ['setup', '--app', erp, '--execution-user', 'svc.erp', '--no-certificate', '--yes']],
])(
  '%s knows when keyturn made the credentials of an app that it watched before, and no issue date of others',
  async (_name, args) => {
    const bench = await inProcess();
    const [, domain] = bench.org.username.split('@');
    await bench.works('watch', erp);
    await bench.works('rotate', erp, '--no-consumers', '--yes');
    await bench.control('POST', '/clock', { advance: '9d' });
    const known = await appOf(bench);
    const again = async () => {
      await bench.works('unwatch', erp, '--confirm', erp);
      await bench.works(...args.map((arg) => (arg === 'svc.erp' ? `svc.erp@${domain}` : arg)));
      return appOf(bench);
    };
    const { issuedAt, dueAt } = known;
    expect(issuedAt).toEqual(expect.any(String));
    expect(await again()).toMatchObject({ issuedAt, dueAt, ageSource: 'rotated' });
    await bench.control('POST', '/act', { act: 'rotateInSetup', app: erp });
    expect(await again()).toMatchObject({ issuedAt: null, ageSource: 'unknown' });
  },
);
