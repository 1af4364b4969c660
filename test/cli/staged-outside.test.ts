import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { domainOf } from '../support/keyturn.ts';

const erp = 'ERP_Bridge';

/** An app that is delivered to a file, which has its current credentials. */
async function delivering() {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', `file:${file}`);
  await bench.works('resume', erp);
  return { ...bench, file };
}

it('says that somebody else staged credentials, until they are gone, and nothing of those that keyturn staged', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  await bench.works('stage', erp, '--yes');
  await bench.works('check', erp);
  expect((await bench.call('status', '--exit-code')).code).toBe(0);
  await bench.works('discard', erp, '--confirm', erp);

  await bench.control('POST', '/act', { act: 'stage', app: erp });
  const check = await bench.call('check', erp);
  expect(check.stdout).toContain('staged credentials outside keyturn');
  const status = await bench.call('status', '--exit-code');
  expect([status.code, status.stdout]).toEqual([4, expect.stringContaining('staged credentials outside keyturn')]);

  await bench.works('discard', erp, '--confirm', erp);
  await bench.works('check', erp);
  expect((await bench.call('status', '--exit-code')).code).toBe(0);
});

it.each([
  ['watch', ['watch', erp], erp],
  ['setup', ['setup', '--app', 'Billing_Sync', '--no-certificate', '--yes'], 'Billing_Sync'],
])('%s says at once that somebody else staged credentials, and its command leads on', async (_, call, app) => {
  const bench = await inProcess();
  const user = `int.billing@${domainOf(bench.here)}`;
  const who = call[0] === 'setup' ? ['--execution-user', user] : [];
  await bench.control('POST', '/act', { act: 'stage', app });
  const dry = call[0] === 'setup' ? await bench.works(...call, ...who, '--dry-run') : { drift: [] };
  expect(dry.drift).toEqual([]);
  const told = await bench.call(...call, ...who);
  expect([told.code, told.stdout]).toEqual([0, expect.stringContaining('staged credentials outside keyturn (3MVG9')]);
  expect(told.stdout).toContain('▲ otto.admin@');
  expect(told.stdout).toContain(`discard ${app} --confirm ${app}`);
  expect((await bench.works('watch', app)).drift).toMatchObject([{ kind: 'staged-outside' }]);
  const [row] = ((await bench.works('status')) as { apps: Record<string, unknown>[] }).apps;
  expect(row).toMatchObject({ state: 'drifted', lastCheckAt: null, drift: [{ kind: 'staged-outside' }] });

  // The first check isn't put off.
  await bench.works('daemon', '--once');
  const [checked] = ((await bench.works('status')) as { apps: Record<string, unknown>[] }).apps;
  expect(checked?.lastCheckAt).not.toBeNull();
  await bench.works('discard', app, '--confirm', app);
  expect((await bench.works('watch', app)).drift).toEqual([]);
  expect((await bench.call('status', '--exit-code')).code).toBe(0);
});

it('says nothing of staged credentials that keyturn staged', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  await bench.works('stage', erp, '--yes');
  expect((await bench.works('watch', erp)).drift).toEqual([]);
});

it('a discard names the consumer whose file has the staged credentials, and delivers the current ones to it first', async () => {
  const { file, ...bench } = await delivering();
  const before = readFileSync(file, 'utf8');
  await bench.works('stage', erp, '--yes');
  const staged = await bench.works('reveal', erp, '--slot', 'staged', '--unsafe-stdout');
  const { consumerKey, consumerSecret } = staged;
  const ahead = `SALESFORCE_CONSUMER_KEY=${consumerKey}\nSALESFORCE_CONSUMER_SECRET=${consumerSecret}\n`;
  writeFileSync(file, ahead);
  const plan = await bench.call('discard', erp, '--dry-run');
  expect(plan.stdout).toContain(`The staged credentials are already in use: file:${file}`);
  await bench.control('POST', '/act', { act: 'secretAccess', on: false });
  expect((await bench.call('discard', erp, '--dry-run')).stdout).toContain(`already in use: file:${file}`);
  await bench.control('POST', '/act', { act: 'secretAccess', on: true });
  expect(plan.stdout).toContain('Deliver the current credentials (3MVG9');
  expect(readFileSync(file, 'utf8')).toBe(ahead);

  await bench.works('discard', erp, '--confirm', erp);
  const keyOf = (text: string) => /SALESFORCE_CONSUMER_KEY=(\S+)/.exec(text)?.[1];
  expect(keyOf(readFileSync(file, 'utf8'))).toBe(keyOf(before));
  await bench.works('check', erp);
  expect((await bench.call('status', '--exit-code')).code).toBe(0);
});

it('names no consumer that has the current credentials as one with those to delete while REST access to secrets is off', async () => {
  const { file, ...bench } = await delivering();
  await bench.works('stage', erp, '--yes');
  await bench.control('POST', '/act', { act: 'secretAccess', on: false });
  const discard = await bench.call('discard', erp, '--dry-run');
  expect(discard.stdout).toContain('REST access to secrets');
  expect(discard.stdout).not.toContain('already in use');
  const retire = await bench.call('retire', erp, '--dry-run');
  expect(retire.stdout).not.toContain('Still has the previous credentials');
});

it('a discard names everybody who may have the staged credentials, and where it stops, also while REST access to secrets is off', async () => {
  const { file, ...bench } = await delivering();
  const program = join(bench.here.home, 'take');
  writeFileSync(program, '#!/bin/sh\ncat > /dev/null\n', { mode: 0o700 });
  await bench.works('consumer', 'add', erp, 'Build', '--deliver', `exec:${program}`);
  await bench.works('consumer', 'add', erp, 'Ana', '--deliver', 'manual:Ana');
  expect((await bench.call('rotate', erp, '--yes')).code).toBe(3);
  for (const on of [true, false]) {
    await bench.control('POST', '/act', { act: 'secretAccess', on });
    const { stdout } = await bench.call('discard', erp, '--dry-run');
    expect(stdout).toMatch(new RegExp(`already in use: file:${file}, Build`));
    expect(stdout).toMatch(/Deliver the current credentials \(3MVG9…\w+\) to .*Build.*, Ana \(by hand\) again\./);
    expect(stdout).toContain('It stops here until a person has updated Ana (by hand).');
  }
});
