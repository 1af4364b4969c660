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
