import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

async function withFile() {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', `file:${file}`);
  const consumerIn = async (command: string) => {
    const { apps } = (await bench.works(command, erp)) as {
      apps: { consumers: { state: string; problem: string }[] }[];
    };
    return apps[0]?.consumers[0];
  };
  return { bench, file, consumerIn };
}

const keyIn = (file: string) => /SALESFORCE_CONSUMER_KEY=(\S+)/.exec(readFileSync(file, 'utf8'))?.[1];

it('finds a file that a backup put back after the rotation was over, and delivers the current credentials with resume', async () => {
  const { bench, file, consumerIn } = await withFile();
  await bench.works('rotate', erp, '--grace', '0', '--confirm', erp);
  const old = readFileSync(file, 'utf8');
  await bench.works('rotate', erp, '--grace', '0', '--confirm', erp);
  const current = keyIn(file);
  writeFileSync(file, old);

  const check = await bench.call('check', erp);
  expect(check.stdout).toContain('▲ ERP Bridge');
  expect(check.stdout).toContain('it has the previous credentials (3MVG9…');
  const status = await bench.call('status', erp, '--exit-code');
  expect([status.code, status.stdout]).toEqual([4, expect.stringContaining(`keyturn resume ${erp}`)]);
  expect(status.stdout).toMatch(/ failing /);
  const { apps } = (await bench.works('status', erp)) as { apps: object[] };
  expect(apps).toMatchObject([
    {
      attention: expect.stringContaining(`Deliver them with \`keyturn resume ${erp}`),
      consumers: [{ state: 'failing', problem: expect.stringContaining('it has the previous credentials') }],
    },
  ]);
  expect((await bench.call('status', erp, '--json', '--exit-code')).code).toBe(4);
  const plan = await bench.call('resume', erp, '--dry-run');
  expect(plan.stdout).toContain('Deliver the current credentials');
  expect(readFileSync(file, 'utf8')).toBe(old);

  const before = bench.truth();
  const resumed = await bench.call('resume', erp);
  expect([resumed.code, resumed.stdout]).toEqual([0, expect.stringContaining('Delivered the current credentials')]);
  expect(resumed.stdout).not.toContain('refused');
  expect(keyIn(file)).toBe(current);
  expect(bench.truth()).toEqual(before);
  expect(await consumerIn('status')).toMatchObject({ state: 'delivered' });
  await bench.works('check', erp);
  expect((await bench.call('status', erp, '--exit-code')).code).toBe(0);
  expect((await bench.call('resume', erp)).stdout).toContain('nothing to continue');
  await bench.works('rotate', erp, '--grace', '0', '--confirm', erp);
});

it('finds a file with other credentials that nothing was delivered to yet, and asks nobody else when it delivers', async () => {
  const { bench, file } = await withFile();
  const other = `${bench.here.home}-2.env`;
  const rotate = () => bench.works('rotate', erp, '--grace', '0', '--confirm', erp);
  await rotate();
  copyFileSync(file, other);
  await rotate();
  await rotate();
  await bench.works('consumer', 'add', erp, '--deliver', `file:${other}`);
  await bench.works('consumer', 'add', erp, 'Bob');
  const problem = expect.stringMatching(/^it has other credentials \(3MVG9….{4}\) than the current ones$/);
  const { consumers } = (await bench.works('consumer', 'test', erp)) as { consumers: object[] };
  expect(consumers).toMatchObject([{ state: 'delivered' }, { state: 'failing', problem }, { state: 'unknown' }]);

  await bench.works('resume', erp);
  expect(keyIn(other)).toBe(keyIn(file));
  const { apps } = (await bench.works('status', erp)) as { apps: { consumers: object[] }[] };
  expect(apps[0]?.consumers).toMatchObject([{ state: 'delivered' }, { state: 'delivered' }, { state: 'unknown' }]);
  expect((await bench.call('history', erp)).stdout).toContain(other);
});

it('says when a new file is written, and writes the current credentials only on request', async () => {
  const { bench, file, consumerIn } = await withFile();
  const other = `${file}2`;
  const command = `keyturn resume ${erp}`;
  const added = await bench.call('consumer', 'add', erp, '--deliver', `file:${other}`);
  expect(added.stdout).toContain(`${other} has no credentials from keyturn yet`);
  expect(added.stdout).toContain(command);
  const checked = await bench.call('check', erp);
  expect(checked.stdout).toContain(`file:${file}, file:${other} have no credentials from keyturn yet`);
  expect(await bench.works('check', erp)).toMatchObject({ apps: [{ unwritten: [`file:${file}`, `file:${other}`] }] });
  writeFileSync(other, 'DB_URL=postgres\n');
  const plan = await bench.call('resume', erp, '--dry-run');
  expect(plan.stdout).toContain(`Deliver the current credentials to ${file}, ${other}`);
  await bench.works('resume');
  expect([existsSync(file), readFileSync(other, 'utf8')]).toEqual([false, 'DB_URL=postgres\n']);

  const before = bench.truth();
  const { primary } = ((await bench.works('check', erp)).apps as { primary: { consumerKey: string } }[])[0] ?? {
    primary: null,
  };
  await bench.works('resume', erp);
  expect([keyIn(file), keyIn(other)]).toEqual([primary?.consumerKey, primary?.consumerKey]);
  expect(readFileSync(other, 'utf8')).toContain('DB_URL=postgres');
  expect(bench.truth()).toEqual(before);
  expect(await consumerIn('status')).toMatchObject({ state: 'delivered' });
  expect((await bench.call('check', erp)).stdout).not.toContain('no credentials from keyturn');
});

it('delivers the current credentials with resume also while REST access to secrets is off, and leaves it off', async () => {
  const { bench, file } = await withFile();
  await bench.control('POST', '/act', { act: 'secretAccess', on: false });
  const before = bench.truth();
  await bench.works('resume', erp);
  expect(keyIn(file)).toMatch(/^3MVG9/);
  expect(bench.truth()).toEqual(before);
  expect((await bench.call('resume', erp)).stdout).toContain('nothing to continue');
});

it('finds a file with other credentials while staged ones wait, but none that has the staged ones early', async () => {
  const { bench, file, consumerIn } = await withFile();
  await bench.works('rotate', erp, '--grace', '0', '--confirm', erp);
  const old = readFileSync(file, 'utf8');
  await bench.works('rotate', erp, '--grace', '0', '--confirm', erp);
  const current = readFileSync(file, 'utf8');
  await bench.works('stage', erp, '--yes');
  writeFileSync(file, old);
  expect((await bench.call('check', erp)).stdout).toContain('▲ ERP Bridge');
  expect(await consumerIn('status')).toMatchObject({ state: 'failing' });

  const staged = await bench.works('reveal', erp, '--slot', 'staged', '--unsafe-stdout');
  const { consumerKey, consumerSecret } = staged;
  writeFileSync(file, `SALESFORCE_CONSUMER_KEY=${consumerKey}\nSALESFORCE_CONSUMER_SECRET=${consumerSecret}\n`);
  await bench.works('check', erp);
  const early = await consumerIn('status');
  writeFileSync(file, current);
  expect((await bench.call('check', erp)).stdout).toContain('✔ ERP Bridge');
  expect([early?.problem, await consumerIn('status')]).toEqual([
    'it no longer has the credentials that keyturn delivered',
    expect.objectContaining({ state: 'delivered' }),
  ]);
});
