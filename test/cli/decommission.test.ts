import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decommissionWords } from '../../src/core/words/decommission.ts';
import type { OrgState } from '../practice-org/support/running-org.ts';
import { inProcess } from '../support/in-process.ts';

const erp = 'ERP_Bridge';

it("dates the use of an app by others' sign-ins, not by keyturn's own from the same address", async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  const { apps } = (await bench.control('GET', '/state')) as unknown as OrgState;
  const [pair] = apps.find(({ developerName }) => developerName === erp)?.consumers[0]?.pairs ?? [];
  await bench.control('POST', '/clock', { advance: '1d' });
  const form = {
    grant_type: 'client_credentials',
    client_id: pair?.consumerKey ?? '',
    client_secret: pair?.consumerSecret ?? '',
  };
  const address = `${bench.org.instanceUrl}/services/oauth2/token`;
  expect((await fetch(address, { method: 'POST', body: new URLSearchParams(form) })).status).toBe(200);
  const used = String((await bench.control('GET', '/clock')).now).slice(0, 10);
  await bench.control('POST', '/clock', { advance: '2d' });
  await bench.works('check', erp);
  const { stdout } = await bench.call('decommission', erp, '--dry-run');
  expect(stdout).toContain(`1 sign-in from 127.0.0.1 in the last 30 days, the latest on ${used}.`);
});

it('names what ends a finished staging, which nothing continues', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  await bench.works('stage', erp, '--yes');
  const { stdout } = await bench.call('decommission', erp, '--dry-run', '--json');
  const { name, actions } = JSON.parse(stdout) as { name: string; actions: readonly string[] };
  expect(name).toBe('RotationUnderWay');
  expect(actions).toEqual([
    expect.stringContaining(`keyturn rotate ${erp}`),
    expect.stringContaining(`keyturn discard ${erp} --confirm ${erp}`),
  ]);
  await bench.works('discard', erp, '--confirm', erp);
  expect((await bench.call('decommission', erp, '--dry-run')).code).toBe(0);
});

it('marks in its plan as a danger only who may still use the app', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp, '--deliver', 'manual:Bob');
  await bench.control('POST', '/clock', { advance: '31d' });
  const plan = async (...flags: readonly string[]) =>
    (await bench.call('decommission', erp, '--dry-run', ...flags)).stdout;
  const used = await plan();
  expect(used).toMatch(/Who still uses it:\n {2}■ Bob: .*\n\n {2}• No sign-in through the app in the last 30 days/);
  const gone = await plan('--gone', 'Bob');
  expect(gone).toMatch(
    /Who still uses it:\n {2}• Bob: .*you confirmed that it is gone\n {2}• No sign-in through the app/,
  );
});

it('ends an app: plan, consent, report, and what is left of it', async () => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', `file:${file}`);
  await bench.works('rotate', erp, '--yes');
  const open = await bench.call('decommission', erp, '--confirm', erp, '--still-used-ok', '--json');
  expect(JSON.parse(open.stdout)).toMatchObject({ status: 3, name: 'RotationUnderWay' });
  await bench.works('retire', erp, '--confirm', erp);
  const used = await bench.call('decommission', erp, '--gone', file, '--confirm', erp, '--json');
  expect(JSON.parse(used.stdout)).toMatchObject({ status: 3, name: 'StillInUse' });
  await bench.control('POST', '/clock', { advance: '31d' });
  const { consumerKey } = ((await bench.works('status', erp)).apps as { consumerKey: string }[])[0] ?? {};
  const [, secret] = /SECRET=(.+)/.exec(readFileSync(file, 'utf8')) ?? [];

  const before = bench.truth();
  const plan = await bench.call('decommission', erp, '--dry-run');
  expect(plan.stdout).toMatch(/Who still uses it:\n {2}■ file:.*delivered/);
  expect(plan.stdout).toContain(`--confirm ${erp} --still-used-ok`);
  // The practice org only plays a production org.
  expect(plan.stdout).not.toContain('production org');
  const [, final = '', notes] = plan.stdout.split(/What can't be undone|Worth knowing/);
  expect(final).not.toContain('--back');
  expect(notes?.replaceAll(/\s+/g, ' ')).toContain('the same command with `--back` puts the app back');
  expect(plan.stdout).not.toMatch(/Setup ▸|in Setup/);
  for (const flags of [[], ['--yes'], ['--confirm', 'ERP Bridge']]) {
    const { code, stderr } = await bench.call('decommission', erp, '--gone', file, ...flags);
    expect([flags, code]).toEqual([flags, 3]);
    expect(stderr).toContain('ConfirmationMissing');
  }
  const unsure = await bench.call('decommission', erp, '--confirm', erp, '--json');
  expect(JSON.parse(unsure.stdout)).toMatchObject({ name: 'StillInUse' });
  const wrong = await bench.call('decommission', erp, '--gone', 'Nobody', '--confirm', erp, '--json');
  expect(JSON.parse(wrong.stdout)).toMatchObject({ status: 2, name: 'ConsumerUnknown' });
  expect(bench.truth()).toEqual(before);

  const end = await bench.works(
    'decommission',
    erp,
    '--gone',
    file,
    '--clean-files',
    '--confirm',
    erp,
    '--ticket',
    'CHG-7',
  );
  expect(end).toMatchObject({
    outcome: 'done',
    ticket: 'CHG-7',
    consumerKey,
    refusedAt: expect.any(String),
    forgottenKeys: [consumerKey],
    files: [{ path: file, state: 'removed' }],
  });
  expect(readFileSync(file, 'utf8')).toBe('');
  const after = await bench.call('decommission', erp, '--back');
  expect(after.stderr).toContain(`${erp} was decommissioned on `);
  expect((await bench.call('check', erp.toLowerCase())).stderr).toContain('keyturn status --all');
  const report = String(end.report);
  for (const path of [report, report.replace(/md$/, 'json')]) {
    expect(readFileSync(path, 'utf8')).toContain('CHG-7');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).not.toContain(secret);
  }
  expect((await bench.works('status')).apps).toEqual([]);
  expect((await bench.works('status', '--all')).decommissioned).toMatchObject([{ app: erp, report }]);
  expect((await bench.call('status', '--all')).stdout).toContain(`ERP_Bridge was decommissioned on`);
  await bench.control('POST', '/act', { act: 'oauthOn', app: erp });
  await bench.works('watch', erp);
  await bench.works('unwatch', erp);
  expect((await bench.works('status', '--all')).decommissioned).toEqual([]);
  expect((await bench.call('check', erp)).stderr).not.toContain('was decommissioned');
  const history = await bench.call('history', erp, '--kind', 'decommission');
  expect(history.stdout).toMatch(/Decommissioning of ERP_Bridge[\s\S]+OAuth turned off[\s\S]+App decommissioned/);
  expect(await bench.works('history', 'verify')).toMatchObject({ intact: true });
  expect(await bench.works('resume')).toMatchObject({ rotation: null });
});

it('says in every command that an app is being decommissioned, and puts it back', async () => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', `file:${file}`);
  const idle = await bench.call('decommission', erp, '--back', '--json');
  expect(JSON.parse(idle.stdout)).toMatchObject({ status: 2, name: 'NothingToReturn' });
  writeFileSync(`${bench.here.home}-report.md`, 'mine');
  const taken = ['--report', `${bench.here.home}-report.md`];
  const asked = ['decommission', erp, '--confirm', erp, '--still-used-ok'];
  expect((await bench.call(...asked, ...taken, '--json')).stdout).toContain('FileExists');
  // The org stops answering after OAuth was turned off.
  await bench.control('POST', '/faults', { kind: 'unavailable', path: '/oauth2/token', times: 0 });
  const stopped = JSON.parse((await bench.call(...asked, '--json')).stdout);
  expect(stopped).toMatchObject({ status: 75, name: 'DecommissionUnproved' });
  await bench.control('DELETE', '/faults');
  expect((await bench.works('status')).apps).toMatchObject([
    { state: 'blocked', attention: expect.stringContaining(`keyturn resume ${erp} --practice`) },
  ]);
  for (const flags of [['--dry-run'], ['--confirm', erp]]) {
    const { safe } = JSON.parse((await bench.call('emergency', erp, ...flags, '--json')).stdout);
    expect(safe).toContain('When keyturn last looked, OAuth was off for this app');
    expect(safe).not.toContain('The leaked credentials work');
  }
  const others = [
    ['rotate', erp, '--yes'],
    ['stage', erp, '--yes', '--dry-run'],
    ['emergency', erp, '--confirm', erp],
    ['watch', erp],
    ['unwatch', erp],
    ['unwatch', erp, '--dry-run'],
  ];
  for (const command of others) {
    const { stdout } = await bench.call(...command, '--json');
    expect([command[0], JSON.parse(stdout).name]).toEqual([command[0], 'DecommissionUnderWay']);
  }
  await bench.control('POST', '/faults', { kind: 'unavailable', path: '/services', times: 0 });
  const failing = [
    ['consumer', 'add', erp, '--deliver', `file:${file}`],
    ['handed-over', erp, 'Nobody'],
    ['decommission', erp, '--back'],
    ['decommission', erp, '--back', '--confirm', erp],
    ['decommission', erp, '--dry-run'],
    ['check', erp],
  ];
  for (const command of failing) {
    const { safe } = JSON.parse((await bench.call(...command, '--json')).stdout);
    expect([command.join(' '), safe]).toEqual([command.join(' '), decommissionWords.wasOff]);
  }
  await bench.control('DELETE', '/faults');
  expect((await bench.works('check', erp)).apps).toMatchObject([{ drift: [] }]);
  expect((await bench.works('resume', '--dry-run')).plans).toMatchObject([{ app: erp, needs: [] }]);
  const before = [bench.truth(), bench.rows()];
  const { stdout } = await bench.call('decommission', erp, '--back', '--dry-run');
  expect(stdout).toMatch(/in this order:\n.*Turn OAuth back on for the app\.\n/);
  expect(stdout).toContain(`--confirm ${erp}`);
  const asks = await bench.call('decommission', erp, '--back');
  expect(asks.stderr).toMatch(/Turn OAuth back on for the app[\s\S]+ConfirmationMissing/);
  expect([bench.truth(), bench.rows()]).toEqual(before);
  expect(await bench.works('decommission', erp, '--back', '--confirm', erp)).toMatchObject({ outcome: 'back' });
  expect((await bench.works('check', erp)).apps).toMatchObject([{ drift: [], lastProof: { answer: 'accepted' } }]);
  expect((await bench.works('status')).apps).toMatchObject([{ app: erp }]);
});

it('sends nobody to setup for an app whose OAuth is off', async () => {
  const bench = await inProcess();
  await bench.works('watch', erp);
  await bench.control('POST', '/act', { act: 'oauthOff', app: erp });
  const cure = '`keyturn practice act oauthOn --app ERP_Bridge`';
  const again = await bench.call('watch', erp);
  expect((await bench.works('status', erp)).apps).toMatchObject([{ state: 'blocked' }]);
  expect(again.stderr).toContain(
    `▲ OAuth is off for this app, so its credentials get no token. To turn it on: ${cure}.`,
  );
  expect(again.stderr + (await bench.call('check', erp)).stdout).not.toContain('setup --app');
  expect((await bench.call('check', erp)).stdout.replace(/\s+/g, ' ')).toContain(cure);
  const { stdout } = await bench.call('setup', '--app', erp, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ name: 'AppOauthDisabled', status: 3 });
});

it('watches another app with the store of the first, and names it after the end', async () => {
  const bench = await inProcess();
  const { KEYTURN_STORE: _chosen, ...env } = bench.here.env;
  Object.assign(bench.here, { env });
  const none = await bench.call('watch', erp, '--json');
  expect(JSON.parse(none.stdout)).toMatchObject({ name: 'StoreNotChosen', status: 3 });
  await bench.works('watch', erp, '--store', 'file');
  await bench.works('watch', 'Data_Lake');
  const { nextSteps } = await bench.works('decommission', erp, '--confirm', erp, '--still-used-ok');
  expect(nextSteps).toContainEqual(expect.stringContaining(`watch ${erp} --store file --practice`));
  const [lake] = (await bench.works('status', 'Data_Lake')).apps as { executionUser: string }[];
  const svc = lake?.executionUser ?? '';
  const flags = ['--app', 'Billing_Sync', '--execution-user', svc, '--no-certificate', '--no-consumers', '--yes'];
  expect(await bench.works('setup', ...flags)).toMatchObject({ store: { kind: 'file' } });
  expect((await bench.works('audit', '--watch')).adopted).not.toEqual([]);
});

it('knows nothing about the consumers of an app that is watched again after its end', async () => {
  const bench = await inProcess();
  const file = `${bench.here.home}.env`;
  await bench.works('watch', erp, '--deliver', `file:${file}`);
  await bench.works('rotate', erp, '--grace', '0', '--confirm', erp);
  await bench.call('retire', erp, '--confirm', erp);
  expect(await bench.works('consumer', 'list')).toMatchObject({ apps: [{ consumers: [{ state: 'delivered' }] }] });
  await bench.works('decommission', erp, '--gone', file, '--clean-files', '--still-used-ok', '--confirm', erp);

  await bench.works('practice', 'act', 'oauthOn', '--app', erp);
  await bench.works('watch', erp);
  await bench.works('consumer', 'add', erp, 'Warehouse', '--deliver', `file:${file}`);
  const unknown = { name: 'Warehouse', state: 'unknown', since: null };
  expect(await bench.works('consumer', 'list')).toMatchObject({ apps: [{ consumers: [unknown] }] });
  expect(await bench.works('status', erp)).toMatchObject({ apps: [{ consumers: [unknown] }] });
  expect((await bench.call('check', erp)).stdout).not.toContain('delivered');
});
